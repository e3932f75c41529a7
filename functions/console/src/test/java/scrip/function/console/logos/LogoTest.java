package scrip.function.console.logos;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static scrip.function.console.Desk.DATABASE;
import static scrip.function.console.Desk.GIVEN;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/** A client's logo: which files are taken, and what is kept of them. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class LogoTest {

  private final SignedIn admin = GIVEN.signedIn("admin");
  private final UUID client = GIVEN.client("logo " + System.nanoTime(), "RW");

  @Test
  void every_kind_of_png_is_kept_as_its_pixels() throws IOException {
    for (int type :
        new int[] {
          BufferedImage.TYPE_INT_ARGB,
          BufferedImage.TYPE_INT_RGB,
          BufferedImage.TYPE_BYTE_GRAY,
          BufferedImage.TYPE_USHORT_GRAY,
          BufferedImage.TYPE_BYTE_BINARY,
          BufferedImage.TYPE_BYTE_INDEXED
        }) {
      BufferedImage image = image(31, 17, type);
      put(png(image)).statusCode(200).body("width", equalTo(31)).body("height", equalTo(17));
      BufferedImage kept = kept();
      for (int y = 0; y < 17; y++) {
        for (int x = 0; x < 31; x++) {
          assertClose(pixel(image, x, y), kept.getRGB(x, y), type);
        }
      }
    }
  }

  @Test
  void a_large_one_is_made_to_fit_and_keeps_its_shape_and_colour() throws IOException {
    BufferedImage image = new BufferedImage(1200, 300, BufferedImage.TYPE_INT_ARGB);
    for (int y = 0; y < 300; y++) {
      for (int x = 0; x < 600; x++) {
        image.setRGB(x, y, 0xff2040a0);
      }
    }
    put(png(image)).statusCode(200).body("width", equalTo(480)).body("height", equalTo(120));
    BufferedImage kept = kept();
    assertEquals(0xff2040a0, kept.getRGB(10, 60));
    assertEquals(0, kept.getRGB(470, 60) >>> 24);

    put(png(image(20, 4000, BufferedImage.TYPE_INT_RGB)))
        .body("width", equalTo(1))
        .body("height", equalTo(160));
  }

  @Test
  void a_repeat_changes_nothing_and_each_change_is_noted() throws IOException {
    byte[] file = png(image(40, 20, BufferedImage.TYPE_INT_ARGB));
    put(file).statusCode(200);
    put(file).statusCode(200);
    assertEquals(1, notes("put-logo"));
    remove("new brand").statusCode(204);
    remove("new brand").statusCode(204);
    assertEquals(1, notes("remove-logo"));
    Desk.as(admin).get(path(client)).then().statusCode(404);
    assertEquals(
        "person:" + admin.person() + " new brand",
        DATABASE.one(
            "SELECT actor || ' ' || reason FROM audit_log WHERE action = 'remove-logo' AND subject_id = ?",
            client.toString()));
  }

  @Test
  void what_is_no_logo_is_refused_and_says_why() throws IOException {
    byte[] good = png(image(40, 20, BufferedImage.TYPE_INT_ARGB));
    refused(new byte[0], "must be a PNG file");
    refused("GIF89a and so on, for more than a header".getBytes(), "must be a PNG file");
    refused(Arrays.copyOf(good, good.length / 2), "is damaged");
    refused(Arrays.copyOf(good, 40), "is damaged");
    byte[] flipped = good.clone();
    flipped[good.length / 2] ^= 0x55;
    refused(flipped, "is damaged");
    refused(sized(good, 1 << 30, 1 << 30), "pixels");
    refused(sized(good, 4096, 4096), "pixels");
    refused(sized(good, -1, 1), "pixels");
    refused(sized(good, 0, 0), "is damaged");
    refused(sized(good, 2000, 2000), "is damaged");
    refused(interlaced(), "interlaced");
    refused(png(new BufferedImage(9, 9, BufferedImage.TYPE_INT_ARGB)), "transparent");
    put(new byte[LogoResource.BYTES_AT_MOST + 1]).statusCode(413);
    Desk.as(admin).contentType("image/png").body(good).put(path(client)).then().statusCode(400);
    assertEquals(0, notes("put-logo"));
  }

  @Test
  void logos_are_their_client_s() throws IOException {
    byte[] file = png(image(40, 20, BufferedImage.TYPE_INT_ARGB));
    put(file).statusCode(200);
    SignedIn stranger = GIVEN.signedIn("viewer", GIVEN.client("s" + System.nanoTime(), "US"));
    Desk.as(stranger).get(path(client)).then().statusCode(404);
    Desk.as(GIVEN.signedIn("viewer", client)).get(path(client)).then().statusCode(200);
    send(Desk.as(admin), UUID.randomUUID(), file).statusCode(404);
    send(Desk.as(GIVEN.signedIn("ops")), client, file).statusCode(403);
  }

  private ValidatableResponse put(byte[] file) {
    return send(Desk.as(admin), client, file);
  }

  private static ValidatableResponse send(RequestSpecification who, UUID client, byte[] file) {
    return who.contentType("image/png").body(file).put(path(client) + "?reason=asked").then();
  }

  private ValidatableResponse remove(String reason) {
    return Desk.as(admin).queryParam("reason", reason).delete(path(client)).then();
  }

  private void refused(byte[] file, String why) {
    put(file).statusCode(400).body("errors[0].detail", containsString(why));
  }

  private BufferedImage kept() throws IOException {
    byte[] file =
        Desk.as(admin)
            .get(path(client))
            .then()
            .statusCode(200)
            .contentType("image/png")
            .extract()
            .asByteArray();
    return ImageIO.read(new ByteArrayInputStream(file));
  }

  private long notes(String action) {
    return DATABASE.count(
        "SELECT count(*) FROM audit_log WHERE action = ? AND subject_id = ?",
        action,
        client.toString());
  }

  private static String path(UUID client) {
    return "/api/admin/clients/" + client + "/logo";
  }

  private static BufferedImage image(int width, int height, int type) {
    BufferedImage image = new BufferedImage(width, height, type);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int alpha = type == BufferedImage.TYPE_INT_ARGB ? 255 - 5 * (x % 40) : 255;
        image.setRGB(x, y, alpha << 24 | x * 8 % 256 << 16 | y * 13 % 256 << 8 | (x * y) % 256);
      }
    }
    return image;
  }

  /** As the file has it: getRGB would bend grey by a gamma that is not in the file. */
  private static int pixel(BufferedImage image, int x, int y) {
    int grey = image.getRaster().getSample(x, y, 0);
    return switch (image.getType()) {
      case BufferedImage.TYPE_BYTE_GRAY -> 0xff000000 | grey * 0x010101;
      case BufferedImage.TYPE_USHORT_GRAY -> 0xff000000 | (grey >> 8) * 0x010101;
      default -> image.getRGB(x, y);
    };
  }

  private static void assertClose(int expected, int actual, int type) {
    int apart = type == BufferedImage.TYPE_USHORT_GRAY ? 1 : 0;
    for (int shift = 0; shift < 32; shift += 8) {
      int difference = Math.abs((expected >>> shift & 0xff) - (actual >>> shift & 0xff));
      assertTrue(difference <= apart, type + ": " + expected + " became " + actual);
    }
  }

  private static byte[] png(BufferedImage image) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }

  private static byte[] interlaced() throws IOException {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
    ImageWriteParam how = writer.getDefaultWriteParam();
    how.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    try (var out = ImageIO.createImageOutputStream(file)) {
      writer.setOutput(out);
      BufferedImage image = image(40, 20, BufferedImage.TYPE_INT_RGB);
      writer.write(null, new IIOImage(image, null, null), how);
    }
    return file.toByteArray();
  }

  /** The same file, whose header claims another size and is sound otherwise. */
  private static byte[] sized(byte[] file, int width, int height) {
    byte[] other = file.clone();
    ByteBuffer.wrap(other).putInt(16, width).putInt(20, height);
    CRC32 crc = new CRC32();
    crc.update(other, 12, 17);
    ByteBuffer.wrap(other).putInt(29, (int) crc.getValue());
    return other;
  }
}
