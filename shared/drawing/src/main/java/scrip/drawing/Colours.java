package scrip.drawing;

/** Arithmetic with colours 0xRRGGBB. */
final class Colours {

  private static final double[] LINEAR = new double[256];

  static {
    for (int i = 0; i < 256; i++) {
      double part = i / 255.0;
      LINEAR[i] = part <= 0.04045 ? part / 12.92 : StrictMath.pow((part + 0.055) / 1.055, 2.4);
    }
  }

  private Colours() {}

  /** Under, with over laid on it: not at all at alpha 0, wholly at 255. */
  static int mix(int under, int over, int alpha) {
    int rest = 255 - alpha;
    int red = (under >> 16 & 0xFF) * rest + (over >> 16 & 0xFF) * alpha + 128;
    int green = (under >> 8 & 0xFF) * rest + (over >> 8 & 0xFF) * alpha + 128;
    int blue = (under & 0xFF) * rest + (over & 0xFF) * alpha + 128;
    return (red + (red >> 8)) >> 8 << 16
        | (green + (green >> 8)) >> 8 << 8
        | (blue + (blue >> 8)) >> 8;
  }

  /** How light a colour is to the eye, 0 to 1 (WCAG's relative luminance). */
  static double light(int colour) {
    return 0.2126 * LINEAR[colour >> 16 & 0xFF]
        + 0.7152 * LINEAR[colour >> 8 & 0xFF]
        + 0.0722 * LINEAR[colour & 0xFF];
  }

  /** WCAG's contrast of two colours, 1 to 21; 4.5 is what small text needs (AA). */
  static double contrast(int one, int other) {
    double a = light(one);
    double b = light(other);
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  }

  /** The grey that is about as light. */
  static int grey(int colour) {
    int grey =
        (54 * (colour >> 16 & 0xFF) + 183 * (colour >> 8 & 0xFF) + 19 * (colour & 0xFF)) >> 8;
    return grey << 16 | grey << 8 | grey;
  }

  /** The same colour further round the wheel, by degrees. */
  static int turned(int colour, float degrees) {
    int red = colour >> 16 & 0xFF;
    int green = colour >> 8 & 0xFF;
    int blue = colour & 0xFF;
    int most = Math.max(red, Math.max(green, blue));
    int least = Math.min(red, Math.min(green, blue));
    float range = most - least;
    if (range == 0) {
      return colour;
    }
    float sixth =
        most == red
            ? (green - blue) / range
            : most == green ? 2 + (blue - red) / range : 4 + (red - green) / range;
    float hue = sixth + degrees / 60;
    return part(hue, 5, most, range) << 16
        | part(hue, 3, most, range) << 8
        | part(hue, 1, most, range);
  }

  private static int part(float hue, int shift, int most, float range) {
    float k = (hue + shift + 12) % 6;
    float down = Math.max(0, Math.min(1, Math.min(k, 4 - k)));
    return Math.round(most - range * down);
  }
}
