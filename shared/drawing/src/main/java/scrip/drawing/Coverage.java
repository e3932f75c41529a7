package scrip.drawing;

/**
 * Adds up which part of each pixel lies inside closed lines: every line adds, where it crosses a
 * row, the area to its right, and the sum along the row is the cover. Exact areas, so edges are as
 * smooth as 256 steps allow. Java's floating point is the same on every machine.
 */
final class Coverage {

  private final int width;
  private final int height;
  private final float[] areas;

  /** Lines must stay inside the size given. */
  Coverage(int width, int height) {
    this.width = width;
    this.height = height;
    this.areas = new float[width * height + 2];
  }

  void curve(float x0, float y0, float x1, float y1, float x2, float y2) {
    float bendX = x0 - 2 * x1 + x2;
    float bendY = y0 - 2 * y1 + y2;
    float bend = bendX * bendX + bendY * bendY;
    int steps = bend < 0.3f ? 1 : 1 + (int) Math.sqrt(Math.sqrt(3.0 * bend));
    float x = x0;
    float y = y0;
    for (int step = 1; step <= steps; step++) {
      float t = (float) step / steps;
      float rest = 1 - t;
      float toX = rest * rest * x0 + 2 * rest * t * x1 + t * t * x2;
      float toY = rest * rest * y0 + 2 * rest * t * y1 + t * t * y2;
      line(x, y, toX, toY);
      x = toX;
      y = toY;
    }
  }

  void line(float x0, float y0, float x1, float y1) {
    if (y0 == y1) {
      return;
    }
    float sign = y0 < y1 ? 1 : -1;
    float topX = y0 < y1 ? x0 : x1;
    float topY = Math.min(y0, y1);
    float bottomY = Math.max(y0, y1);
    float slope = (x1 - x0) / (y1 - y0);
    float x = topX;
    int last = Math.min(height - 1, (int) Math.ceil(bottomY) - 1);
    for (int row = (int) topY; row <= last; row++) {
      float high = Math.min(row + 1, bottomY) - Math.max(row, topY);
      float next = x + slope * high;
      crossing(row * width, x, next, sign * high);
      x = next;
    }
  }

  /** One line within one row, of the signed height given. */
  private void crossing(int row, float from, float to, float high) {
    float left = Math.max(0, Math.min(from, to));
    float right = Math.min(width - 1, Math.max(from, to));
    int first = (int) left;
    int last = (int) Math.ceil(right);
    if (last <= first + 1) {
      float middle = (left + right) / 2 - first;
      areas[row + first] += high * (1 - middle);
      areas[row + first + 1] += high * middle;
      return;
    }
    float share = 1 / (right - left);
    float start = 1 - (left - first);
    float before = share * start * start / 2;
    areas[row + first] += high * before;
    float covered = before;
    for (int x = first + 1; x < last - 1; x++) {
      float reach = share * (x + 0.5f - left);
      areas[row + x] += high * (reach - covered);
      covered = reach;
    }
    float end = right - (last - 1);
    float reach = 1 - share * end * end / 2;
    areas[row + last - 1] += high * (reach - covered);
    areas[row + last] += high * (1 - reach);
  }

  Mask mask(int left, int top) {
    byte[] cover = new byte[width * height];
    for (int row = 0; row < height; row++) {
      float sum = 0;
      for (int x = row * width; x < (row + 1) * width; x++) {
        sum += areas[x];
        cover[x] = (byte) Math.min(255, (int) (Math.abs(sum) * 255 + 0.5f));
      }
    }
    return new Mask(left, top, width, height, cover);
  }
}
