package scrip.function.voucherpreview;

import static io.restassured.RestAssured.given;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.NotFoundException;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import io.restassured.specification.RequestSpecification;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import javax.imageio.ImageIO;
import scrip.money.Money;
import scrip.secrets.Keys;
import scrip.testing.CloudSettings;
import scrip.testing.Given;
import scrip.testing.Given.SignedIn;
import scrip.testing.GivenVouchers;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;
import scrip.voucher.PreviewLinks;

/** A client with a station and an open voucher; and people who look at its picture. */
final class Counter {

  static final String PUBLIC_URL = "https://scrip.example";

  final String name = "c" + System.nanoTime();
  final TestDatabase database;
  final Given given;
  final GivenVouchers vouchers;
  final PreviewLinks links;
  final UUID client;
  final UUID brand;
  final UUID station;
  final GivenVouchers.Open voucher;

  Counter() {
    CloudSettings cloud = Cloud.settings();
    database = cloud.database();
    given = new Given(database, cloud.secrets(), System.nanoTime());
    vouchers = new GivenVouchers(database, cloud.secrets(), System.nanoTime());
    links = new PreviewLinks(new Keys(cloud.secrets()));
    client = given.client(name, "RW");
    brand = given.brand(name);
    station = vouchers.station(client, "S" + name.substring(name.length() - 9));
    voucher = vouchers.voucher(client, brand, new Money(5000, "RWF"), Instant.now());
  }

  String path() {
    return path(voucher.id());
  }

  static String path(UUID id) {
    return "/api/vouchers/" + id + "/preview.png";
  }

  static RequestSpecification nobody() {
    return given()
        .header("X-Scrip-Origin", "origin-secret-of-the-examples")
        .header("CloudFront-Viewer-Address", "203.0.113.7:51234");
  }

  /** Somebody who sees all clients. */
  RequestSpecification as(String role) {
    return as(given.signedIn(role));
  }

  static RequestSpecification as(SignedIn person) {
    return nobody()
        .cookie("scrip_session", person.cookie())
        .header("X-CSRF-Token", person.csrf())
        .contentType("application/json");
  }

  RequestSpecification key(String... scopes) {
    return with(given.agentKey(client, scopes));
  }

  static RequestSpecification with(String key) {
    return nobody().header("Authorization", "Bearer " + key).contentType("application/json");
  }

  String token(long seconds) {
    Instant now = Instant.now();
    return links.token(voucher.id(), now, now.plusSeconds(seconds));
  }

  void redeemed() {
    UUID device = vouchers.device(station).id();
    UUID redemption = UUID.randomUUID();
    database.update(
        "INSERT INTO voucher_redemptions (id, voucher_id, client_id, station_id, device_id, value_minor, currency,"
            + " reference, method, scanned_at, redeemed_at, idempotency_key, fingerprint)"
            + " VALUES (?, ?, ?, ?, ?, 5000, 'RWF', ?, 'qr', now(), now(), ?, '')",
        redemption,
        voucher.id(),
        client,
        station,
        device,
        name,
        name);
    database.update(
        "UPDATE vouchers SET status = 'redeemed', redeemed_at = now(), redemption_id = ?, changed_by = 'test'"
            + " WHERE id = ?",
        redemption,
        voucher.id());
  }

  void voided() {
    database.update(
        "UPDATE vouchers SET status = 'void', changed_by = 'test', change_reason = 'test' WHERE id = ?",
        voucher.id());
  }

  /** Over, and not swept yet. */
  void past() {
    database.update(
        "UPDATE vouchers SET expires_at = now(), changed_by = 'test' WHERE id = ?", voucher.id());
  }

  long events(String kind) {
    return database.count(
        "SELECT count(*) FROM voucher_events WHERE voucher_id = ? AND kind = ?",
        voucher.id(),
        kind);
  }

  static BufferedImage image(byte[] png) {
    try {
      return ImageIO.read(new ByteArrayInputStream(png));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the QR code of a picture says; null when it has none. */
  static String qr(byte[] png) {
    BufferedImage image = image(png);
    int[] rgb = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    RGBLuminanceSource source = new RGBLuminanceSource(image.getWidth(), image.getHeight(), rgb);
    try {
      return new QRCodeReader()
          .decode(
              new BinaryBitmap(new HybridBinarizer(source)),
              Map.of(DecodeHintType.TRY_HARDER, true))
          .getText();
    } catch (NotFoundException e) {
      return null;
    } catch (ReaderException e) {
      throw new IllegalStateException(e);
    }
  }
}
