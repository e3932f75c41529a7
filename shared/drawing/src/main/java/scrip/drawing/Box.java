package scrip.drawing;

/** A rectangle of whole pixels. */
record Box(int x, int y, int wide, int high) {

  int right() {
    return x + wide;
  }

  int bottom() {
    return y + high;
  }

  int middle() {
    return x + wide / 2;
  }

  Box scaled(float scale) {
    int left = Math.round(x * scale);
    int top = Math.round(y * scale);
    return new Box(
        left, top, Math.round((x + wide) * scale) - left, Math.round((y + high) * scale) - top);
  }

  /**
   * How far the middle of a pixel is outside the rectangle with rounded corners; inside negative.
   */
  float distance(int column, int row, float radius) {
    float dx = Math.abs(column + 0.5f - x - wide / 2f) - wide / 2f + radius;
    float dy = Math.abs(row + 0.5f - y - high / 2f) - high / 2f + radius;
    if (dx > 0 && dy > 0) {
      return (float) Math.sqrt(dx * dx + dy * dy) - radius;
    }
    return Math.max(dx, dy) - radius;
  }
}
