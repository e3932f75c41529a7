package scrip.drawing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Whatever a text says and however long it is, it can be read and stays in its place. */
class LineTest {

  private static final List<String> ODD =
      List.of(
          "",
          " ",
          "W".repeat(500),
          "Wjg,Æ".repeat(60),
          "日本語".repeat(80),
          "👩‍👩‍👧‍👦".repeat(30),
          "e\u0301\u0323".repeat(200),
          "\u0301\u200D\uFE0F",
          "مرحبا بالعالم ".repeat(20),
          "a\nb\tc\r\nd",
          "ﬁ ㎏ Ａ Ⅳ ½ ǻ Ǆ ſt",
          "\uD800 alone",
          "Ж Ω ₦ ₵ ﷼",
          "one two three four ".repeat(100));

  @Test
  void no_line_is_wider_than_its_room() {
    for (Face face : Face.values()) {
      for (String text : ODD) {
        for (float room : new float[] {0, 5, 40, 300, 936}) {
          Line line = Line.fit(new Type(face, 120, 30, -0.03f), text, room);
          assertTrue(line.width() <= room, face + " " + room + " " + text);
        }
      }
    }
  }

  @Test
  void no_odd_text_leaves_its_place_on_a_picture() {
    for (PictureSize size : PictureSize.values()) {
      Raster blank = new VoucherPage(Faces.saying(null), size).drawn();
      for (String text : ODD) {
        Raster full = new VoucherPage(Faces.saying(text), size).drawn();
        float scale = size.width() / 1080f;
        for (int y = 0; y < full.height(); y++) {
          boolean card = y > 600 * scale && y < 1780 * scale;
          int margin = Math.round((card ? 96 : 56) * scale);
          for (int x = 0; x < margin; x++) {
            int right = full.width() - 1 - x;
            int row = y * full.width();
            assertEquals(blank.pixels()[row + x], full.pixels()[row + x], text);
            assertEquals(blank.pixels()[row + right], full.pixels()[row + right], text);
          }
        }
      }
    }
  }

  @Test
  void what_the_face_lacks_gives_way_to_what_it_is_made_of_then_to_a_box() {
    GlyphFace face = Face.SEMIBOLD.glyphs();
    assertArrayEquals(Fallback.glyphs(face, "fi"), Fallback.glyphs(face, "\uFB01"));
    assertArrayEquals(Fallback.glyphs(face, "A"), Fallback.glyphs(face, "Ａ"));
    assertArrayEquals(Fallback.glyphs(face, "é"), Fallback.glyphs(face, "e\u0301"));
    assertArrayEquals(new int[] {Fallback.BOX}, Fallback.glyphs(face, "語"));
    assertArrayEquals(new int[0], Fallback.glyphs(face, "\u200D\uFE0F"));
    assertArrayEquals(Fallback.glyphs(face, "a b"), Fallback.glyphs(face, "a\nb"));
    assertArrayEquals(
        Fallback.glyphs(Face.MONO.glyphs(), "e"), Fallback.glyphs(Face.MONO.glyphs(), "é"));
  }

  @Test
  void letters_of_the_languages_we_write_are_all_there() {
    String letters =
        "ÀàÇçÉéÊêËëÎîÏïÔôŒœÙùÛûÜüŸÿ Ññ ĀāĂăĄąČčĐđĒēĘęĞğĨĩŁłŃńŐőŘřŞşŠšŢţŨũŪūŰűŹźŻżŽž ẞß €£¥₦₵₹₽₺";
    for (Face face : List.of(Face.MEDIUM, Face.SEMIBOLD, Face.EXTRABOLD)) {
      letters
          .codePoints()
          .filter(c -> c != ' ')
          .forEach(c -> assertTrue(face.glyphs().find(c) >= 0, face + Character.toString(c)));
    }
  }

  @Test
  void a_masked_code_is_written_in_dots_as_wide_as_its_letters() {
    GlyphFace mono = Face.MONO.glyphs();
    assertTrue(mono.find('•') >= 0);
    assertEquals(mono.advance(mono.find('K')), mono.advance(mono.find('•')));
    assertArrayEquals(
        new int[] {mono.find('•'), mono.find('-')}, Fallback.glyphs(Face.MONO.glyphs(), "•-"));
  }

  @Test
  void pairs_stand_closer_where_the_font_says_so() {
    Type type = new Type(Face.EXTRABOLD, 100, 100, 0);
    float apart = Line.measure(type, "A") + Line.measure(type, "V");
    assertTrue(Line.measure(type, "AV") < apart - 2);
    assertNotEquals(0, Face.MONO.glyphs().advance(Face.MONO.glyphs().find('X')));
  }

  @Test
  void a_square_covers_exactly_what_it_covers() {
    Outline square = Outline.polygon(new int[] {0, 4, 4, 0}, new int[] {0, 0, 4, 4});
    Mask mask = square.mask(new Turn(0.5f, 0, 0.5f, 2));
    assertEquals(0, mask.left());
    assertEquals(128, mask.cover()[0] & 0xFF);
    assertEquals(255, mask.cover()[1] & 0xFF);
    assertEquals(128, mask.cover()[2] & 0xFF);
  }
}
