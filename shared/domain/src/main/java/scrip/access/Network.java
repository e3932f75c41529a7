package scrip.access;

import io.netty.util.NetUtil;
import java.util.Optional;

/**
 * A network in CIDR notation, narrow enough to be let through: /16 at the widest for IPv4, /32 for
 * IPv6.
 */
public record Network(String cidr) {

  /** Reads what somebody typed; an address alone is a network of one. */
  public static Optional<Network> read(String typed) {
    String[] parts = typed.strip().split("/", -1);
    boolean four = NetUtil.isValidIpV4Address(parts[0]);
    boolean six =
        NetUtil.isValidIpV6Address(parts[0])
            && parts[0].indexOf('%') < 0
            && parts[0].indexOf('[') < 0;
    if (!four && !six || parts.length > 2) {
      return Optional.empty();
    }
    int longest = four ? 32 : 128;
    if (parts.length == 2 && !parts[1].matches("\\d{1,3}")) {
      return Optional.empty();
    }
    int bits = parts.length == 1 ? longest : Integer.parseInt(parts[1]);
    return bits < (four ? 16 : 32) || bits > longest
        ? Optional.empty()
        : Optional.of(new Network(parts[0] + "/" + bits));
  }
}
