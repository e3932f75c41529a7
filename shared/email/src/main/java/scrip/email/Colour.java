package scrip.email;

import java.util.regex.Pattern;

/** A client's colour, and what can be read on it. */
record Colour(String css) {

  private static final Pattern HEX = Pattern.compile("#[0-9a-fA-F]{6}");
  private static final Colour USUAL = new Colour("#1f3a5f");

  /** The luminance at which black and white are as easy to read (WCAG 2). */
  private static final double EVEN = 0.179;

  /** The colour, or the usual one where none is given or what is given is none. */
  static Colour of(String css) {
    return css != null && HEX.matcher(css).matches() ? new Colour(css) : USUAL;
  }

  /** Black or white, whichever has the greater contrast: 4.5 at least. */
  String textOn() {
    return 0.2126 * linear(1) + 0.7152 * linear(3) + 0.0722 * linear(5) > EVEN
        ? "#000000"
        : "#ffffff";
  }

  private double linear(int at) {
    double share = Integer.parseInt(css.substring(at, at + 2), 16) / 255.0;
    return share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4);
  }
}
