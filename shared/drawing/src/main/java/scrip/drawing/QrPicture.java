package scrip.drawing;

/** A QR code on its own: black on white, level H, whole pixels a module, quiet zone included. */
public final class QrPicture {

  private static final int SIDE_AT_MOST = 4096;

  private QrPicture() {}

  /**
   * A square PNG whose side is the next size of whole pixels a module that is not below the one
   * asked for. The same content and size give the same bytes. Throws IllegalArgumentException if
   * the content is empty or too long for a QR code, or the size is not between 1 and 4,096.
   */
  public static byte[] png(String content, int atLeastPixels) {
    if (atLeastPixels < 1 || atLeastPixels > SIDE_AT_MOST) {
      throw new IllegalArgumentException("a picture has 1 to " + SIDE_AT_MOST + " pixels a side");
    }
    QrMatrix code = QrMatrix.of(content);
    int modules = code.side() + 2 * QrMatrix.QUIET;
    int module = (atLeastPixels + modules - 1) / modules;
    Raster raster = new Raster(module * modules, module * modules);
    raster.fill(0, 0, raster.width(), raster.height(), 0xFFFFFF);
    draw(raster, code, QrMatrix.QUIET * module, QrMatrix.QUIET * module, module, 0x000000);
    return Png.of(raster);
  }

  /** Draws the dark modules with the upper left one at x, y. */
  static void draw(Raster raster, QrMatrix code, int x, int y, int module, int colour) {
    for (int row = 0; row < code.side(); row++) {
      for (int column = 0; column < code.side(); column++) {
        if (code.dark(column, row)) {
          raster.fill(x + column * module, y + row * module, module, module, colour);
        }
      }
    }
  }
}
