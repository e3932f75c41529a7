package scrip.local;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.zxing.BarcodeFormat;
import com.google.zxing.EncodeHintType;
import com.google.zxing.WriterException;
import com.google.zxing.common.BitMatrix;
import com.google.zxing.qrcode.QRCodeWriter;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import scrip.testing.GivenVouchers.Open;

/** The camera of the page of stations sees the QR code of a voucher; and is refused. */
class StationCameraIT {

  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;
  private static final int SIDE = 360;

  @Test
  void a_voucher_that_the_camera_sees_is_redeemed() throws Exception {
    StationCounter counter = new StationCounter();
    Open voucher = counter.voucher();
    film(voucher.qr());
    List<String> asked = new ArrayList<>();
    try (BrowserContext device =
        StationCounter.browser()
            .newContext(new Browser.NewContextOptions().setViewportSize(390, 844))) {
      device.grantPermissions(List.of("camera"));
      Page page = device.newPage();
      // A browser that knows QR codes by itself is made one that does not.
      page.addInitScript("delete globalThis.BarcodeDetector");
      page.onRequest(request -> asked.add(request.url()));
      counter.open(page);

      page.locator(".tile.main").click();

      assertThat(StationCounter.outcome(page)).hasAttribute("data-outcome", "redeemed");
      assertTrue(asked.stream().anyMatch(url -> url.endsWith("/scanner.js")), asked::toString);
      StationCounter.shot(page, "camera-redeemed");
      assertEquals(1, counter.redemptions(voucher));
      assertEquals(
          "qr",
          Running.database()
              .one("SELECT method FROM voucher_redemptions WHERE voucher_id = ?", voucher.id()));
    }
  }

  @Test
  void a_camera_that_is_refused_leaves_typing() {
    StationCounter counter = new StationCounter();
    try (BrowserContext device = StationCounter.browser().newContext()) {
      Page page = device.newPage();
      counter.open(page);

      page.locator(".tile.main").click();

      assertThat(page.locator(".camera .hint")).containsText("type the code", ignoringCase());
      page.locator("button.secondary:visible").last().click();
      assertThat(page.locator("#voucher")).isFocused();
    }
  }

  private static com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions
      ignoringCase() {
    return new com.microsoft.playwright.assertions.LocatorAssertions.ContainsTextOptions()
        .setIgnoreCase(true);
  }

  /** A few pictures of a QR code on grey, as a camera would give them: YUV 4:2:0. */
  private static void film(String text) throws IOException, WriterException {
    BitMatrix code =
        new QRCodeWriter()
            .encode(
                text,
                BarcodeFormat.QR_CODE,
                SIDE,
                SIDE,
                Map.of(EncodeHintType.ERROR_CORRECTION, ErrorCorrectionLevel.H));
    byte[] luma = new byte[WIDTH * HEIGHT];
    Arrays.fill(luma, (byte) 150);
    for (int y = 0; y < SIDE; y++) {
      for (int x = 0; x < SIDE; x++) {
        luma[(y + (HEIGHT - SIDE) / 2) * WIDTH + x + (WIDTH - SIDE) / 2] =
            (byte) (code.get(x, y) ? 30 : 225);
      }
    }
    byte[] colour = new byte[WIDTH * HEIGHT / 2];
    Arrays.fill(colour, (byte) 128);
    try (OutputStream out = Files.newOutputStream(StationCounter.FILM)) {
      out.write(
          "YUV4MPEG2 W%d H%d F10:1 Ip A1:1 C420jpeg\n"
              .formatted(WIDTH, HEIGHT)
              .getBytes(StandardCharsets.US_ASCII));
      for (int frame = 0; frame < 3; frame++) {
        out.write("FRAME\n".getBytes(StandardCharsets.US_ASCII));
        out.write(luma);
        out.write(colour);
      }
    }
  }
}
