package scrip.drawing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;

/** The glyphs that were baked when the project was built, read once a process. */
final class GlyphAtlas {

  static final GlyphFace[] FACES = read();

  private static final int MAGIC = 0x53475031;

  private GlyphAtlas() {}

  private static GlyphFace[] read() {
    try (InputStream in = GlyphAtlas.class.getResourceAsStream("/scrip/glyphs/atlas.bin")) {
      if (in == null) {
        throw new IllegalStateException("the atlas of glyphs is not on the class path");
      }
      ByteBuffer atlas = ByteBuffer.wrap(in.readAllBytes());
      if (atlas.getInt() != MAGIC || atlas.getInt() != Face.values().length) {
        throw new IllegalStateException("the atlas of glyphs is of another make");
      }
      GlyphFace[] faces = new GlyphFace[Face.values().length];
      for (int i = 0; i < faces.length; i++) {
        int length = atlas.getInt();
        faces[i] = new GlyphFace(atlas.slice(atlas.position(), length));
        atlas.position(atlas.position() + length);
      }
      return faces;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
