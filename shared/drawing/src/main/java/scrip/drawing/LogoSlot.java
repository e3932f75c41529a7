package scrip.drawing;

/**
 * Fits a logo into its slot, at the left and in the middle of the height, never larger than it is.
 */
final class LogoSlot {

  private LogoSlot() {}

  static void draw(Raster raster, Logo logo, Box slot) {
    double shrink =
        Math.min(
            1, Math.min((double) slot.wide() / logo.width(), (double) slot.high() / logo.height()));
    int wide = Math.max(1, (int) (logo.width() * shrink));
    int high = Math.max(1, (int) (logo.height() * shrink));
    int top = slot.y() + (slot.high() - high) / 2;
    for (int y = 0; y < high; y++) {
      int fromY = (int) ((long) y * logo.height() / high);
      int toY = Math.max(fromY + 1, (int) ((long) (y + 1) * logo.height() / high));
      for (int x = 0; x < wide; x++) {
        int fromX = (int) ((long) x * logo.width() / wide);
        int toX = Math.max(fromX + 1, (int) ((long) (x + 1) * logo.width() / wide));
        average(raster, logo, slot.x() + x, top + y, new int[] {fromX, fromY, toX, toY});
      }
    }
  }

  /** Pixels count as much as they are opaque, so that clear ones lend no colour to the edge. */
  private static void average(Raster raster, Logo logo, int x, int y, int[] from) {
    byte[] rgba = logo.rgba();
    int red = 0;
    int green = 0;
    int blue = 0;
    int alpha = 0;
    for (int row = from[1]; row < from[3]; row++) {
      for (int column = from[0]; column < from[2]; column++) {
        int at = 4 * (row * logo.width() + column);
        int a = rgba[at + 3] & 0xFF;
        red += (rgba[at] & 0xFF) * a;
        green += (rgba[at + 1] & 0xFF) * a;
        blue += (rgba[at + 2] & 0xFF) * a;
        alpha += a;
      }
    }
    if (alpha > 0) {
      int colour = red / alpha << 16 | green / alpha << 8 | blue / alpha;
      int pixels = (from[3] - from[1]) * (from[2] - from[0]);
      raster.dot(x, y, colour, alpha / pixels);
    }
  }
}
