package scrip.drawing;

/** Smooth-edged shapes on a raster, in pixels. */
final class Shapes {

  private Shapes() {}

  /** A rounded rectangle laid over what is there. */
  static void rounded(Surface surface, Box box, float radius, int colour, int alpha) {
    int edge = (int) radius + 1;
    for (int y = box.y(); y < box.bottom(); y++) {
      boolean corner = y - box.y() < edge || box.bottom() - y <= edge;
      int inset = corner ? edge : 0;
      for (int i = 0; i < inset; i++) {
        int cover = cover(box.distance(box.x() + i, y, radius));
        surface.dot(box.x() + i, y, colour, cover * alpha / 255);
        surface.dot(box.right() - 1 - i, y, colour, cover * alpha / 255);
      }
      surface.veil(box.x() + inset, y, box.wide() - 2 * inset, colour, alpha);
    }
  }

  /** The outline of a rounded rectangle, inside its edge. */
  static void ring(Surface surface, Box box, float radius, float stroke, int colour, int alpha) {
    int edge = (int) radius + 1;
    int thick = (int) Math.ceil(stroke);
    for (int y = box.y(); y < box.bottom(); y++) {
      boolean corner = y - box.y() < edge || box.bottom() - y <= edge;
      boolean line = y - box.y() < thick || box.bottom() - y <= thick;
      int inset = corner ? edge : thick;
      for (int i = 0; i < inset; i++) {
        float distance = box.distance(box.x() + i, y, radius);
        int cover = cover(distance) - cover(distance + stroke);
        surface.dot(box.x() + i, y, colour, cover * alpha / 255);
        surface.dot(box.right() - 1 - i, y, colour, cover * alpha / 255);
      }
      if (line) {
        float distance = box.distance(box.x() + box.wide() / 2, y, radius);
        int cover = cover(distance) - cover(distance + stroke);
        surface.veil(box.x() + inset, y, box.wide() - 2 * inset, colour, cover * alpha / 255);
      }
    }
  }

  /** A circle laid over what is there. */
  static void circle(Surface surface, float x, float y, float radius, int colour, int alpha) {
    int bottom = Math.min(surface.height() - 1, (int) (y + radius + 1));
    for (int row = Math.max(0, (int) (y - radius - 1)); row <= bottom; row++) {
      float high = row + 0.5f - y;
      double half = radius * radius - high * high;
      int reach = half <= 0 ? 0 : (int) Math.sqrt(half);
      int soft = 3 + (int) (reach == 0 ? Math.sqrt(2 * radius) : Math.abs(high) / reach);
      int inner = Math.max(0, reach - soft);
      int left = Math.round(x) - inner;
      int right = Math.round(x) + inner;
      surface.veil(left, row, right - left, colour, alpha);
      for (int i = 0; i < 2 * soft + 2; i++) {
        rim(surface, left - 1 - i, row, x, y, radius, colour, alpha);
        rim(surface, right + i, row, x, y, radius, colour, alpha);
      }
    }
  }

  private static void rim(
      Surface surface, int column, int row, float x, float y, float radius, int colour, int alpha) {
    float dx = column + 0.5f - x;
    float dy = row + 0.5f - y;
    int cover = cover((float) Math.sqrt(dx * dx + dy * dy) - radius);
    surface.dot(column, row, colour, cover * alpha / 255);
  }

  /** A soft shadow round a rounded rectangle, strongest at its edge; the inside stays as it is. */
  static void shadow(Surface surface, Box box, float radius, int reach, int colour, int alpha) {
    for (int y = box.y() - reach; y < box.bottom() + reach; y++) {
      boolean beside = y >= box.y() + radius && y < box.bottom() - radius;
      int inset = beside ? 0 : (int) radius + 1;
      for (int i = -reach; i < inset; i++) {
        int shade = shade(box.distance(box.x() + i, y, radius), reach, alpha);
        surface.dot(box.x() + i, y, colour, shade);
        surface.dot(box.right() - 1 - i, y, colour, shade);
      }
      if (y < box.y() || y >= box.bottom()) {
        float distance = box.distance(box.x() + box.wide() / 2, y, radius);
        int middle = box.wide() - 2 * inset;
        surface.veil(box.x() + inset, y, middle, colour, shade(distance, reach, alpha));
      }
    }
  }

  private static int shade(float distance, int reach, int alpha) {
    if (distance >= reach || distance < -1) {
      return 0;
    }
    float rest = 1 - Math.max(0, distance) / reach;
    return (int) (alpha * rest * rest * rest + 0.5f);
  }

  /** 0 to 255 for a pixel whose middle is so far outside an edge. */
  static int cover(float distance) {
    return (int) (Math.max(0, Math.min(1, 0.5f - distance)) * 255 + 0.5f);
  }
}
