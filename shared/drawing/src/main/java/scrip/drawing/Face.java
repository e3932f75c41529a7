package scrip.drawing;

/** The faces of the atlas, in the order in which it was baked. */
enum Face {
  MEDIUM,
  SEMIBOLD,
  EXTRABOLD,
  MONO;

  /** The outlines, read when first asked for. */
  GlyphFace glyphs() {
    return GlyphAtlas.FACES[ordinal()];
  }
}
