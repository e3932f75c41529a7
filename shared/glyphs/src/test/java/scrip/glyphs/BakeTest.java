package scrip.glyphs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is baked is the same whenever it is baked, and says whose fonts it comes from. */
class BakeTest {

  @Test
  void baking_again_gives_the_same_atlas_and_the_licences(@TempDir Path folder) throws IOException {
    Bake.main(new String[] {folder.toString()});
    String atlas = "scrip/glyphs/atlas.bin";
    assertArrayEquals(
        Files.readAllBytes(Path.of("target/classes").resolve(atlas)),
        Files.readAllBytes(folder.resolve(atlas)));
    for (String font : new String[] {"inter", "jetbrains-mono"}) {
      String licence = Files.readString(folder.resolve("META-INF/licenses/" + font + ".txt"));
      assertTrue(licence.contains("SIL OPEN FONT LICENSE"), font);
    }
  }
}
