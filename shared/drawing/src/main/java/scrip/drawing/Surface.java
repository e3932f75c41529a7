package scrip.drawing;

/** Something that smooth shapes can be laid on. What falls outside is cut off. */
interface Surface {

  int height();

  /** Lays a colour over whole pixels of one row, as strongly as alpha (0 to 255) says. */
  void veil(int x, int y, int wide, int colour, int alpha);

  /** Lays a colour over one pixel. */
  void dot(int x, int y, int colour, int alpha);
}
