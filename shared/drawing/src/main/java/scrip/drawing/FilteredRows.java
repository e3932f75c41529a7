package scrip.drawing;

/**
 * The rows of a picture as PNG wants them before packing, each led by the number of its filter. RGB
 * rows say how they differ from the row above (filter 2); palette rows stand as they are, but for
 * those that repeat the row above, which differ in nothing.
 */
final class FilteredRows {

  private static final byte NONE = 0;
  private static final byte UP = 2;

  private FilteredRows() {}

  static byte[] rgb(Raster raster) {
    int width = raster.width();
    int[] pixels = raster.pixels();
    byte[] rows = new byte[raster.height() * (1 + 3 * width)];
    int at = 0;
    for (int y = 0; y < raster.height(); y++) {
      rows[at++] = UP;
      int from = y * width;
      for (int x = 0; x < width; x++) {
        int pixel = pixels[from + x];
        int above = y == 0 ? 0 : pixels[from + x - width];
        if (pixel != above) {
          rows[at] = (byte) ((pixel >> 16) - (above >> 16));
          rows[at + 1] = (byte) ((pixel >> 8) - (above >> 8));
          rows[at + 2] = (byte) (pixel - above);
        }
        at += 3;
      }
    }
    return rows;
  }

  static byte[] indexed(Raster raster, Palette palette, boolean[] repeats) {
    int width = raster.width();
    int[] pixels = raster.pixels();
    byte[] rows = new byte[raster.height() * (1 + width)];
    int at = 0;
    for (int y = 0; y < raster.height(); y++) {
      if (repeats[y]) {
        rows[at] = UP;
        at += width + 1;
        continue;
      }
      rows[at++] = NONE;
      int last = pixels[y * width];
      byte index = (byte) palette.index(last);
      for (int x = 0; x < width; x++) {
        int pixel = pixels[y * width + x];
        if (pixel != last) {
          last = pixel;
          index = (byte) palette.index(pixel);
        }
        rows[at++] = index;
      }
    }
    return rows;
  }
}
