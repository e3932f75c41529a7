package scrip.drawing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** A QR code alone is large enough, exact, and has its quiet zone. */
class QrPictureTest {

  private static final String ENROL = "https://scrip.example/station/#enrol=K7M4XP9TR3AB";

  @Test
  void it_reads_at_every_size_and_is_never_smaller_than_asked() {
    for (int size : new int[] {1, 120, 333, 640}) {
      byte[] png = QrPicture.png(ENROL, size);
      Raster raster = Pictures.pixels(png);
      assertTrue(raster.width() >= size);
      assertEquals(raster.width(), raster.height());
      assertArrayEquals(png, QrPicture.png(ENROL, size));
      if (size > 1) {
        assertEquals(ENROL, Pictures.said(png));
      }
    }
  }

  @Test
  void four_modules_round_it_are_white_and_every_module_is_whole() {
    Raster raster = Pictures.pixels(QrPicture.png(ENROL, 400));
    QrMatrix code = QrMatrix.of(ENROL);
    int modules = code.side() + 8;
    int module = raster.width() / modules;
    assertEquals(raster.width(), module * modules);
    for (int y = 0; y < raster.height(); y++) {
      for (int x = 0; x < raster.width(); x++) {
        int column = x / module - 4;
        int row = y / module - 4;
        boolean inside = column >= 0 && row >= 0 && column < code.side() && row < code.side();
        int colour = inside && code.dark(column, row) ? 0 : 0xFFFFFF;
        assertEquals(colour, raster.pixels()[y * raster.width() + x]);
      }
    }
  }

  @Test
  void what_no_code_holds_is_refused() {
    assertThrows(IllegalArgumentException.class, () -> QrPicture.png("", 100));
    assertThrows(IllegalArgumentException.class, () -> QrPicture.png("x".repeat(5000), 100));
    assertThrows(IllegalArgumentException.class, () -> QrPicture.png("x", 0));
  }
}
