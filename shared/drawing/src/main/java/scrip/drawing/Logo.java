package scrip.drawing;

/**
 * A client's logo as plain pixels, row by row, four bytes each (red, green, blue, alpha; not
 * multiplied).
 */
public record Logo(int width, int height, byte[] rgba) {

  private static final int SIDE_AT_MOST = 4096;

  /** Refuses a size that its pixels do not fill, with IllegalArgumentException. */
  public Logo {
    if (width < 1 || height < 1 || width > SIDE_AT_MOST || height > SIDE_AT_MOST) {
      throw new IllegalArgumentException("a logo has 1 to " + SIDE_AT_MOST + " pixels a side");
    }
    if (rgba.length != width * height * 4) {
      throw new IllegalArgumentException("a logo has four bytes a pixel");
    }
  }
}
