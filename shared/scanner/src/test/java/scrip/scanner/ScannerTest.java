package scrip.scanner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What a camera sees is read, and the script is one that a strict page may run. */
class ScannerTest {

  private static final int SIDE = 480;
  private static final String TEXT =
      "SCRIP:1:ACE-234-679:k1:0123456789abcdefghijABCDEFGHIJ_-0123456789A";

  @Test
  void a_code_is_read_turned_small_seen_from_aside_and_in_bad_light() throws WriterException {
    assertEquals(TEXT, Scanner.scan(seen(0, 6, 0, 0), SIDE, SIDE));
    assertEquals(TEXT, Scanner.scan(seen(0.5, 4, 0.3, 20), SIDE, SIDE));
    assertEquals(TEXT, Scanner.scan(seen(2.8, 3, 0.2, 20), SIDE, SIDE));
  }

  @Test
  void where_there_is_no_code_there_is_no_text() throws WriterException {
    assertNull(Scanner.scan(seen(0, 0.01, 0, 60), SIDE, SIDE));
    assertNull(Scanner.scan(new byte[SIDE * SIDE * 4], SIDE, SIDE));
  }

  @Test
  void the_script_makes_no_code_out_of_text_and_has_its_licence() throws IOException {
    Path made = Path.of("target/classes/scanner");
    String script = Files.readString(made.resolve("scanner.js"));
    assertTrue(script.contains("as scan}"), "exports scan");
    assertFalse(script.contains("eval(") || script.contains("Function("), "no eval");
    assertTrue(Files.readString(made.resolve("LICENSE.txt")).contains("Apache License"));
  }

  /**
   * A code in the middle of grey: turned, so many pixels a module, narrower to the right, noisy.
   */
  private static byte[] seen(double turn, double scale, double aside, double noise)
      throws WriterException {
    BitMatrix code = new QRCodeWriter().encode(TEXT, BarcodeFormat.QR_CODE, 0, 0);
    Random random = new Random(7);
    byte[] rgba = new byte[SIDE * SIDE * 4];
    for (int i = 0; i < SIDE * SIDE; i++) {
      double narrow = 1 + aside * (i % SIDE - SIDE / 2.0) / SIDE;
      double x = (i % SIDE - SIDE / 2.0) / narrow;
      double y = (i / SIDE - SIDE / 2.0) / narrow;
      double u = (Math.cos(turn) * x + Math.sin(turn) * y) / scale + code.getWidth() / 2.0;
      double v = (Math.cos(turn) * y - Math.sin(turn) * x) / scale + code.getWidth() / 2.0;
      boolean outside = u < 0 || v < 0 || u >= code.getWidth() || v >= code.getWidth();
      double grey = outside ? 150 : code.get((int) u, (int) v) ? 45 : 210;
      byte seen = (byte) Math.max(0, Math.min(255, grey + noise * random.nextGaussian()));
      for (int channel = 0; channel < 3; channel++) {
        rgba[i * 4 + channel] = seen;
      }
      rgba[i * 4 + 3] = (byte) 255;
    }
    return rgba;
  }
}
