package scrip.drawing;

import java.util.Arrays;

/** Opaque pixels, 0xRRGGBB, row by row from the upper left. What falls outside is cut off. */
final class Raster {

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

  int height() {
    return height;
  }

  /** The pixels themselves, not a copy. */
  int[] pixels() {
    return pixels;
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
}
