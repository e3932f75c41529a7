package scrip.drawing;

/**
 * The colours of a picture, made from one. What is written on the ground has a contrast of 4.5 at
 * least wherever it stands, on glass too, whatever the colour.
 *
 * @param light where the ramp of the ground begins
 * @param dark where it ends, in the deepest shadow
 * @param ink what is written on the ground with
 * @param accent the client's colour, dark enough to write with on white
 */
record Scheme(int light, int dark, int ink, int accent) {

  static final int WHITE = 0xFFFFFF;
  static final int NIGHT = 0x12141C;
  static final int SLATE = 0x596071;
  static final double READABLE = 4.6;

  /** Steps of the ramp that glass and circles may rise, that the ground falls, and shadows sink. */
  static final int LIFT = 38;

  static final int FALL = 96;
  static final int SINK = 30;
  static final int RAMP = LIFT + FALL + SINK + 1;

  /** Lighter than this, a colour is written on in dark. */
  private static final double LIGHT = 0.27;

  private static final int STEP = 10;
  private static final int STEPS = 40;

  static Scheme of(int colour) {
    int given = colour & 0xFFFFFF;
    int accent = given;
    for (int i = 0; i < STEPS && Colours.contrast(accent, WHITE) < READABLE; i++) {
      accent = Colours.mix(accent, NIGHT, STEP);
    }
    if (Colours.light(given) > LIGHT) {
      int light = Colours.mix(Colours.turned(given, 12), WHITE, 130);
      int dark = Colours.mix(Colours.turned(given, -14), NIGHT, 40);
      return readable(new Scheme(light, dark, NIGHT, accent), WHITE);
    }
    int shade = Colours.mix(Colours.turned(given, -16), 0x000000, 200);
    int light = Colours.mix(Colours.turned(given, 10), WHITE, 52);
    int dark = Colours.mix(Colours.turned(given, -16), shade, 200);
    return readable(new Scheme(light, dark, WHITE, accent), shade);
  }

  private static Scheme readable(Scheme first, int away) {
    Scheme scheme = first;
    for (int i = 0; i < STEPS && scheme.contrast() < READABLE; i++) {
      int light = Colours.mix(scheme.light, away, STEP);
      int dark = Colours.mix(scheme.dark, away, STEP);
      scheme = new Scheme(light, dark, first.ink, first.accent);
    }
    return scheme;
  }

  /** The colours of the ground from the lightest to the deepest shadow. */
  int[] ramp() {
    int[] ramp = new int[RAMP];
    for (int i = 0; i < RAMP; i++) {
      ramp[i] = Colours.mix(light, dark, 255 * i / (RAMP - 1));
    }
    return ramp;
  }

  /** The least contrast of the ink where it may stand: anywhere but in a shadow. */
  double contrast() {
    int[] ramp = ramp();
    double least = 21;
    for (int i = 0; i < RAMP - SINK; i++) {
      least = Math.min(least, Colours.contrast(ink, ramp[i]));
    }
    return least;
  }
}
