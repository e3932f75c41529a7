package scrip.delivery;

import java.util.Arrays;

/**
 * Where a card goes: a channel, an address, and the address' keyed hash, by which opt-outs are
 * found. Prints itself masked.
 */
public record Contact(Channel channel, String address, byte[] hash) {

  public String masked() {
    return mask(address);
  }

  /**
   * {@code +15005550006} becomes {@code +1••••••••06}, {@code ann@example.com} becomes {@code
   * a••@example.com}.
   */
  public static String mask(String address) {
    int at = address.indexOf('@');
    int shownFirst = at > 0 ? Math.min(1, at - 1) : 2;
    int shownFrom = at > 0 ? at : address.length() - 2;
    return address.length() <= shownFirst + 2
        ? "••"
        : address.substring(0, shownFirst)
            + "•".repeat(Math.max(0, shownFrom - shownFirst))
            + address.substring(shownFrom);
  }

  @Override
  public String toString() {
    return channel.word() + " " + masked();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Contact c && channel == c.channel && Arrays.equals(hash, c.hash);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(hash);
  }
}
