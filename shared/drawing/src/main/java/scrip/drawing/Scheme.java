package scrip.drawing;

/**
 * The colours of a picture, made from one. What is written on the ground has a contrast of 4.5 at
 * least on every row of it, under the glass too, whatever the colour.
 *
 * @param ink what is written on the ground with
 * @param accent the client's colour, dark enough for white
 */
record Scheme(int top, int bottom, int ink, int accent) {

  static final int WHITE = 0xFFFFFF;
  static final int NIGHT = 0x12141C;
  static final int SLATE = 0x596071;
  static final double READABLE = 4.6;

  /** How strongly white lies over the ground where it is lightest: circles and glass. */
  static final int GLASS = 30;

  static final int CIRCLE = 18;

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
      int top = Colours.mix(Colours.turned(given, 8), WHITE, 90);
      int bottom = Colours.mix(Colours.turned(given, -12), NIGHT, 12);
      return readable(new Scheme(top, bottom, NIGHT, accent), WHITE);
    }
    int top = Colours.mix(Colours.turned(given, 12), WHITE, 36);
    int bottom = Colours.mix(Colours.turned(given, -18), NIGHT, 120);
    return readable(new Scheme(top, bottom, WHITE, accent), NIGHT);
  }

  private static Scheme readable(Scheme first, int away) {
    Scheme scheme = first;
    for (int i = 0; i < STEPS && scheme.contrast() < READABLE; i++) {
      int top = Colours.mix(scheme.top, away, STEP);
      int bottom = Colours.mix(scheme.bottom, away, STEP);
      scheme = new Scheme(top, bottom, first.ink, first.accent);
    }
    return scheme;
  }

  /** The ground's colour at a part of its height, 0 to 255. */
  int ground(int part) {
    return Colours.mix(top, bottom, part);
  }

  /** The least contrast of the ink anywhere. */
  double contrast() {
    double least = 21;
    for (int part = 0; part <= 255; part += 15) {
      int plain = ground(part);
      int lightest = Colours.mix(Colours.mix(plain, WHITE, CIRCLE), WHITE, GLASS);
      least = Math.min(least, Colours.contrast(ink, plain));
      least = Math.min(least, Colours.contrast(ink, lightest));
    }
    return least;
  }
}
