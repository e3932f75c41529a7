package scrip.glyphs;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Closed contours of points in font units, y upwards; a point off the curve bends the line between
 * its neighbours as a quadratic curve, and between two of them lies a point on it.
 */
record Outline(List<List<Point>> contours) {

  record Point(int x, int y, boolean on) {}

  static Outline empty() {
    return new Outline(List.of());
  }

  /** Moved and stretched; factors are in 1/16384. */
  Outline placed(int[] factors, int dx, int dy) {
    List<List<Point>> placed = new ArrayList<>();
    for (List<Point> contour : contours) {
      placed.add(
          contour.stream()
              .map(
                  p ->
                      new Point(
                          ((p.x * factors[0] + p.y * factors[2]) >> 14) + dx,
                          ((p.x * factors[1] + p.y * factors[3]) >> 14) + dy,
                          p.on))
              .toList());
    }
    return new Outline(placed);
  }

  /** Number of contours, then of each its points as steps from the point before. */
  byte[] bytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    number(out, contours.size());
    int x = 0;
    int y = 0;
    for (List<Point> contour : contours) {
      number(out, contour.size());
      for (Point point : contour) {
        number(out, zigzag(point.x - x) << 1 | (point.on ? 1 : 0));
        number(out, zigzag(point.y - y));
        x = point.x;
        y = point.y;
      }
    }
    return out.toByteArray();
  }

  private static int zigzag(int value) {
    return value << 1 ^ value >> 31;
  }

  /** Seven bits a byte, the lowest first; a set top bit says that more follow. */
  private static void number(ByteArrayOutputStream out, int value) {
    int rest = value;
    while (rest >= 0x80) {
      out.write(rest & 0x7F | 0x80);
      rest >>>= 7;
    }
    out.write(rest);
  }
}
