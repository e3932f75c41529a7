package scrip.access;

import io.netty.util.NetUtil;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Whose attempts are counted: a network address, {@code agent:<key id>}, {@code person:<id>},
 * {@code redemption:<id>}, {@code device:<id>}, {@code station:<id>}, or {@code code:<prefix of the
 * keyed hash>}.
 *
 * @param address whether it is a network address
 */
public record Identifier(String name, boolean address) {

  private static final Pattern NAMED = Pattern.compile("[a-z-]{2,20}:[0-9a-f-]{8,64}");

  /** Reads what somebody typed; empty when it is none of these. A code itself is none. */
  public static Optional<Identifier> read(String typed) {
    String name = typed.strip().toLowerCase(Locale.ROOT);
    boolean address =
        NetUtil.isValidIpV4Address(name)
            || NetUtil.isValidIpV6Address(name) && name.indexOf('%') < 0 && name.indexOf('[') < 0;
    return address || NAMED.matcher(name).matches()
        ? Optional.of(new Identifier(name, address))
        : Optional.empty();
  }

  /** A code, by its keyed hash. */
  public static Identifier ofCode(byte[] hash) {
    return new Identifier("code:" + HexFormat.of().formatHex(hash, 0, 8), false);
  }
}
