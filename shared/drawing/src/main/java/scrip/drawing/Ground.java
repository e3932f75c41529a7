package scrip.drawing;

import java.util.Arrays;

/**
 * What lies behind texts and card: places on the scheme's ramp instead of colours. Laying white on
 * it moves a place up the ramp and anything else down, by alpha; so glass, circles and shadows need
 * no colours beyond the ramp's, and a palette holds the picture.
 */
final class Ground implements Surface {

  private final int width;
  private final int height;
  private final byte[] places;

  Ground(int width, int height) {
    this.width = width;
    this.height = height;
    this.places = new byte[width * height];
    for (int y = 0; y < height; y++) {
      int place = Scheme.LIFT + (Scheme.FALL * y + height / 2) / height;
      Arrays.fill(places, y * width, (y + 1) * width, (byte) place);
    }
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public void veil(int x, int y, int wide, int colour, int alpha) {
    if (y < 0 || y >= height || alpha == 0) {
      return;
    }
    int to = y * width + Math.min(width, x + wide);
    byte last = 0;
    byte lastMoved = moved(last, colour, alpha);
    for (int i = y * width + Math.max(0, x); i < to; i++) {
      byte place = places[i];
      if (place != last) {
        last = place;
        lastMoved = moved(place, colour, alpha);
      }
      places[i] = lastMoved;
    }
  }

  @Override
  public void dot(int x, int y, int colour, int alpha) {
    if (x >= 0 && x < width && y >= 0 && y < height) {
      int at = y * width + x;
      places[at] = moved(places[at], colour, alpha);
    }
  }

  private static byte moved(byte place, int colour, int alpha) {
    int to = (place & 0xFF) + (colour == Scheme.WHITE ? -alpha : alpha);
    return (byte) Math.max(0, Math.min(Scheme.RAMP - 1, to));
  }

  void paint(Raster raster, int[] ramp) {
    int[] pixels = raster.pixels();
    for (int y = 0; y < height; y++) {
      int from = y * width;
      int to = from + width;
      if (y > 0 && Arrays.equals(places, from, to, places, from - width, from)) {
        System.arraycopy(pixels, from - width, pixels, from, width);
        continue;
      }
      for (int i = from; i < to; i++) {
        pixels[i] = ramp[places[i] & 0xFF];
      }
    }
  }
}
