package scrip.glyphs;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes the atlas of glyphs and the licences of the fonts it comes from below the folder named:
 * {@code scrip/glyphs/atlas.bin} and {@code META-INF/licenses/}. The same fonts give the same
 * bytes, whatever the machine.
 */
public final class Bake {

  private static final int MAGIC = 0x53475031;

  /** The version is part of the path: it changes together with the one in the pom. */
  private static final String INTER = "/META-INF/resources/_static/inter/5.2.5/";

  private static final String MONO = "/com/formdev/flatlaf/fonts/jetbrains_mono/";
  private static final List<String> SCRIPTS =
      List.of("latin", "latin-ext", "vietnamese", "cyrillic", "cyrillic-ext", "greek", "greek-ext");

  /** Stands for each character of a code that may not be seen. */
  private static final int MASKED = 0x2022;

  private Bake() {}

  /** Takes the folder to write below; fails the build with an IOException if a font is missing. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    List<BakedFace> faces = new ArrayList<>();
    for (int weight : new int[] {500, 600, 800}) {
      List<TrueTypeFont> parts = new ArrayList<>();
      for (String script : SCRIPTS) {
        String file = INTER + "files/inter-" + script + "-" + weight + "-normal.woff";
        parts.add(new TrueTypeFont(Sfnt.onClassPath(file)));
      }
      faces.add(BakedFace.of(parts, c -> c >= 0x20 && c <= 0x2FFF));
    }
    TrueTypeFont mono = new TrueTypeFont(Sfnt.onClassPath(MONO + "JetBrainsMono-Bold.ttf"));
    faces.add(BakedFace.of(List.of(mono), c -> c >= 0x20 && c <= 0x7E || c == MASKED));
    Path atlas = folder.resolve("scrip/glyphs/atlas.bin");
    Files.createDirectories(atlas.getParent());
    try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(atlas))) {
      out.writeInt(MAGIC);
      out.writeInt(faces.size());
      for (BakedFace face : faces) {
        byte[] bytes = face.bytes();
        out.writeInt(bytes.length);
        out.write(bytes);
      }
    }
    copy(INTER + "LICENSE", folder.resolve("META-INF/licenses/inter.txt"));
    copy(MONO + "OFL.txt", folder.resolve("META-INF/licenses/jetbrains-mono.txt"));
  }

  private static void copy(String from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    try (InputStream in = Bake.class.getResourceAsStream(from)) {
      if (in == null) {
        throw new IOException("no licence at " + from);
      }
      Files.write(to, in.readAllBytes());
    }
  }
}
