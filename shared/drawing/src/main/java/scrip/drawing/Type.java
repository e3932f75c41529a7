package scrip.drawing;

/**
 * How a text is set.
 *
 * @param size pixels an em
 * @param least the size below which the text is cut instead
 * @param tracking what is added between characters, in parts of the size
 */
record Type(Face face, float size, float least, float tracking) {

  Type scaled(float scale) {
    return new Type(face, size * scale, least * scale, tracking);
  }
}
