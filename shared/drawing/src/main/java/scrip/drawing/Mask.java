package scrip.drawing;

/** How much of each pixel a shape covers (0 to 255), and where its upper left pixel lies. */
record Mask(int left, int top, int width, int height, byte[] cover) {

  static final Mask EMPTY = new Mask(0, 0, 0, 0, new byte[0]);
}
