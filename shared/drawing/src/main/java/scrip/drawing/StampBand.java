package scrip.drawing;

/**
 * Lays a band with one word across a picture, and takes the colour out of it if the voucher is
 * over. The QR code of such a voucher stays readable for a machine, which then says what became of
 * it; where there is no such code the band takes its place and leaves the amount clear.
 */
final class StampBand {

  private static final int RED = 0xC1121F;
  private static final int PALE = 0xE9EBEF;
  private static final int FADE = 110;

  /** Cosine and sine of 13 degrees. */
  private static final float COSINE = 0.97437006f;

  private static final float SINE = 0.22495105f;
  private static final float X = 540;
  private static final float ABOVE_CODE = 440;
  private static final float IN_PLACE_OF_CODE = VoucherCard.QR_MIDDLE;
  private static final int HALF = 112;

  private static final Type WORD = new Type(Face.EXTRABOLD, 156, 60, 0.04f);
  private static final Type DETAIL = new Type(Face.SEMIBOLD, 38, 24, 0.01f);

  private final Raster raster;
  private final float scale;

  StampBand(Raster raster, float scale) {
    this.raster = raster;
    this.scale = scale;
  }

  void draw(Stamp stamp, boolean coded) {
    if (stamp.over()) {
      fade();
    }
    float middle = stamp.over() && coded ? ABOVE_CODE : IN_PLACE_OF_CODE;
    band(middle, HALF + 10, Scheme.WHITE);
    band(middle, HALF, RED);
    boolean detailed = stamp.detail() != null && !stamp.detail().isBlank();
    line(middle, WORD, stamp.word(), detailed ? 26 : 56);
    if (detailed) {
      line(middle, DETAIL, stamp.detail(), 86);
    }
  }

  private void fade() {
    int[] pixels = raster.pixels();
    int last = -1;
    int faded = 0;
    for (int i = 0; i < pixels.length; i++) {
      if (pixels[i] != last) {
        last = pixels[i];
        faded = Colours.mix(Colours.grey(last), PALE, FADE);
      }
      pixels[i] = faded;
    }
  }

  private void band(float middle, int half, int colour) {
    Outline shape =
        Outline.polygon(new int[] {-700, 700, 700, -700}, new int[] {-half, -half, half, half});
    Turn turn = new Turn(COSINE * scale, SINE * scale, X * scale, middle * scale);
    raster.paint(shape.mask(turn), 0, 0, colour);
  }

  /** Centred in the band, so far below its middle line. */
  private void line(float middle, Type type, String text, float below) {
    Line line = Line.fit(type.scaled(scale), text, 940 * scale);
    float half = line.width() / 2;
    float x = X * scale - half * COSINE + below * scale * SINE;
    float y = middle * scale + half * SINE + below * scale * COSINE;
    line.drawTurned(raster, x, y, COSINE, SINE, Scheme.WHITE);
  }
}
