package scrip.drawing;

/**
 * Closed contours, y upwards, with quadratic curves as TrueType writes them.
 *
 * @param ends where each contour ends among the points, itself not included
 */
record Outline(int[] xs, int[] ys, boolean[] on, int[] ends) {

  /** A closed shape of straight lines. */
  static Outline polygon(int[] xs, int[] ys) {
    boolean[] on = new boolean[xs.length];
    java.util.Arrays.fill(on, true);
    return new Outline(xs, ys, on, new int[] {xs.length});
  }

  /** How the outline covers pixels when it is stretched, turned and moved so. */
  Mask mask(Turn turn) {
    int points = ends.length == 0 ? 0 : ends[ends.length - 1];
    if (points == 0) {
      return Mask.EMPTY;
    }
    float[] px = new float[points];
    float[] py = new float[points];
    float left = Float.MAX_VALUE;
    float top = Float.MAX_VALUE;
    float right = -Float.MAX_VALUE;
    float bottom = -Float.MAX_VALUE;
    for (int i = 0; i < points; i++) {
      px[i] = turn.x(xs[i], ys[i]);
      py[i] = turn.y(xs[i], ys[i]);
      left = Math.min(left, px[i]);
      right = Math.max(right, px[i]);
      top = Math.min(top, py[i]);
      bottom = Math.max(bottom, py[i]);
    }
    int x = (int) Math.floor(left);
    int y = (int) Math.floor(top);
    Coverage coverage = new Coverage((int) right - x + 2, (int) bottom - y + 2);
    for (int i = 0; i < points; i++) {
      px[i] -= x;
      py[i] -= y;
    }
    int from = 0;
    for (int end : ends) {
      if (end - from > 1) {
        trace(coverage, px, py, from, end);
      }
      from = end;
    }
    return coverage.mask(x, y);
  }

  private void trace(Coverage coverage, float[] px, float[] py, int from, int end) {
    int last = end - 1;
    float startX = on[from] ? px[from] : on[last] ? px[last] : (px[from] + px[last]) / 2;
    float startY = on[from] ? py[from] : on[last] ? py[last] : (py[from] + py[last]) / 2;
    float x = startX;
    float y = startY;
    int point = on[from] ? from + 1 : from;
    for (; point < end; point++) {
      if (on[point]) {
        coverage.line(x, y, px[point], py[point]);
        x = px[point];
        y = py[point];
        continue;
      }
      boolean closes = point == last;
      int next = point + 1;
      float toX = closes ? startX : on[next] ? px[next] : (px[point] + px[next]) / 2;
      float toY = closes ? startY : on[next] ? py[next] : (py[point] + py[next]) / 2;
      coverage.curve(x, y, px[point], py[point], toX, toY);
      x = toX;
      y = toY;
      if (!closes && on[next]) {
        point++;
      }
    }
    coverage.line(x, y, startX, startY);
  }
}
