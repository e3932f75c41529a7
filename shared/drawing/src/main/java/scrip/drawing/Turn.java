package scrip.drawing;

/**
 * From font units (y upwards) to pixels (y downwards): stretched, turned counter-clockwise, moved.
 *
 * @param across pixels to the right for one unit to the right, and pixels down for one unit down
 * @param rise pixels up for one unit to the right
 */
record Turn(float across, float rise, float dx, float dy) {

  float x(int x, int y) {
    return x * across - y * rise + dx;
  }

  float y(int x, int y) {
    return dy - x * rise - y * across;
  }
}
