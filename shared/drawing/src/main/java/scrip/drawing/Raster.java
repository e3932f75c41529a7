package scrip.drawing;

import java.util.Arrays;

/** Opaque pixels, 0xRRGGBB, row by row from the upper left. What falls outside is cut off. */
final class Raster implements Surface {

  private final int width;
  private final int height;
  private final int[] pixels;

  Raster(int width, int height) {
    this.width = width;
    this.height = height;
    this.pixels = new int[width * height];
  }

  int width() {
    return width;
  }

  @Override
  public int height() {
    return height;
  }

  /** The pixels themselves, not a copy. */
  int[] pixels() {
    return pixels;
  }

  /** Which rows show what the one above them shows. */
  boolean[] repeats() {
    boolean[] repeats = new boolean[height];
    for (int y = 1; y < height; y++) {
      int from = y * width;
      repeats[y] = Arrays.equals(pixels, from, from + width, pixels, from - width, from);
    }
    return repeats;
  }

  /** Fills whole pixels. */
  void fill(int x, int y, int wide, int high, int colour) {
    int left = Math.max(0, x);
    int right = Math.min(width, x + wide);
    int bottom = Math.min(height, y + high);
    for (int row = Math.max(0, y); row < bottom && left < right; row++) {
      Arrays.fill(pixels, row * width + left, row * width + right, colour);
    }
  }

  @Override
  public void veil(int x, int y, int wide, int colour, int alpha) {
    if (y < 0 || y >= height || alpha == 0) {
      return;
    }
    int from = y * width + Math.max(0, x);
    int to = y * width + Math.min(width, x + wide);
    int last = -1;
    int blended = 0;
    for (int i = from; i < to; i++) {
      if (pixels[i] != last) {
        last = pixels[i];
        blended = Colours.mix(last, colour, alpha);
      }
      pixels[i] = blended;
    }
  }

  @Override
  public void dot(int x, int y, int colour, int alpha) {
    if (x >= 0 && x < width && y >= 0 && y < height) {
      int at = y * width + x;
      pixels[at] = Colours.mix(pixels[at], colour, alpha);
    }
  }

  /** Paints a shape whose own corner is moved by x, y. */
  void paint(Mask mask, int x, int y, int colour) {
    int left = Math.max(0, x + mask.left());
    int right = Math.min(width, x + mask.left() + mask.width());
    int top = Math.max(0, y + mask.top());
    int bottom = Math.min(height, y + mask.top() + mask.height());
    byte[] cover = mask.cover();
    for (int row = top; row < bottom; row++) {
      int from = (row - y - mask.top()) * mask.width() - x - mask.left();
      for (int column = left; column < right; column++) {
        int alpha = cover[from + column] & 0xFF;
        if (alpha != 0) {
          int at = row * width + column;
          pixels[at] = alpha == 255 ? colour : Colours.mix(pixels[at], colour, alpha);
        }
      }
    }
  }
}
