package scrip.drawing;

/** The two sizes a voucher's picture comes in, in pixels. */
public enum PictureSize {
  FULL(1080, 1920),
  SMALL(540, 960);

  private final int width;
  private final int height;

  PictureSize(int width, int height) {
    this.width = width;
    this.height = height;
  }

  public int width() {
    return width;
  }

  public int height() {
    return height;
  }
}
