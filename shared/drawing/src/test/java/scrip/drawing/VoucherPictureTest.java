package scrip.drawing;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A voucher's picture can be read by machines and people, and stays the picture that it is. */
class VoucherPictureTest {

  private static final int BYTES_AT_MOST = 150_000;

  private static final Map<String, VoucherFace> STATES =
      Map.of(
          "open", Faces.open(),
          "redeemed", Faces.stamped(new Stamp("REDEEMED", "21 Nov 2026, 14:05 · Remera")),
          "expired", Faces.stamped(new Stamp("EXPIRED", "31 October 2026")),
          "void", Faces.stamped(new Stamp("VOID", null)),
          "sample", Faces.masked());

  /** Of the open picture's pixels at full size, each as four bytes. */
  private static final String OPEN_AT_FULL_SIZE =
      "66eb305f3af4655509fbc5fd832c33b8cffd7c47f252bf19cc519f9dc9a6545d";

  @Test
  void machines_read_five_hundred_vouchers_at_both_sizes() {
    List<String> wrong =
        LongStream.range(0, 500)
            .parallel()
            .mapToObj(Faces::random)
            .flatMap(
                face ->
                    Arrays.stream(PictureSize.values())
                        .filter(size -> !face.qr().equals(saidInPlace(face, size)))
                        .map(size -> face.qr() + " " + size))
            .toList();
    assertEquals(List.of(), wrong);
  }

  /** The upper half of the card alone is read; whole pictures of each state are read below. */
  private static String saidInPlace(VoucherFace face, PictureSize size) {
    Box part = new Box(200, 620, 680, 660).scaled(size.width() / 1080f);
    return Pictures.said(VoucherPicture.png(face, size), part);
  }

  @Test
  void machines_read_every_state_and_every_picture_is_small() {
    STATES.forEach(
        (state, face) -> {
          for (PictureSize size : PictureSize.values()) {
            byte[] png = VoucherPicture.png(face, size);
            assertEquals(face.qr(), Pictures.said(png), state);
            assertTrue(png.length <= BYTES_AT_MOST, state + " has " + png.length + " bytes");
          }
        });
  }

  @Test
  void each_state_looks_as_it_always_did() throws IOException {
    for (var state : STATES.entrySet()) {
      byte[] png = VoucherPicture.png(state.getValue(), PictureSize.SMALL);
      String name = state.getKey() + ".png";
      Path drawn = Path.of("target/pictures", name);
      Files.createDirectories(drawn.getParent());
      Files.write(drawn, png);
      try (InputStream in = getClass().getResourceAsStream("/pictures/" + name)) {
        byte[] kept = Objects.requireNonNull(in, "no picture kept of " + name).readAllBytes();
        assertArrayEquals(
            Pictures.pixels(kept).pixels(),
            Pictures.pixels(png).pixels(),
            "look at " + drawn + " next to the one kept");
      }
    }
  }

  @Test
  void the_full_size_looks_as_it_always_did() throws IOException, NoSuchAlgorithmException {
    byte[] png = VoucherPicture.png(Faces.open(), PictureSize.FULL);
    Path drawn = Path.of("target/pictures/open-full.png");
    Files.createDirectories(drawn.getParent());
    Files.write(drawn, png);
    int[] pixels = Pictures.pixels(png).pixels();
    ByteBuffer bytes = ByteBuffer.allocate(4 * pixels.length);
    bytes.asIntBuffer().put(pixels);
    byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());
    assertEquals(OPEN_AT_FULL_SIZE, HexFormat.of().formatHex(hash), "look at " + drawn);
  }

  @Test
  void the_amount_of_a_sample_is_in_sight_and_its_colours_are_those_of_the_voucher() {
    VoucherFace face = Faces.masked();
    Raster sample = new VoucherPage(face, PictureSize.FULL).drawn();
    Raster open = new VoucherPage(Faces.open(), PictureSize.FULL).drawn();
    int head = 600 * sample.width();
    assertArrayEquals(
        Arrays.copyOf(open.pixels(), head), Arrays.copyOf(sample.pixels(), head), face.amount());
  }

  @Test
  void codes_are_as_coarse_as_those_of_real_vouchers() {
    for (int seed = 0; seed < 20; seed++) {
      assertEquals(33, QrMatrix.of(Faces.random(seed).qr()).side());
    }
    assertEquals(33, QrMatrix.of(Faces.open().qr()).side());
  }

  @Test
  void the_same_voucher_gives_the_same_bytes_and_another_does_not() {
    for (PictureSize size : PictureSize.values()) {
      byte[] once = VoucherPicture.png(Faces.open(), size);
      assertArrayEquals(once, VoucherPicture.png(Faces.open(), size));
      assertNotEquals(
          Arrays.hashCode(once), Arrays.hashCode(VoucherPicture.png(Faces.random(1), size)));
    }
  }

  @Test
  void zbar_reads_both_sizes() throws Exception {
    for (PictureSize size : PictureSize.values()) {
      Path file = Files.createTempFile("voucher", ".png");
      try {
        Files.write(file, VoucherPicture.png(Faces.open(), size));
        Process zbar =
            new ProcessBuilder("zbarimg", "-q", "--raw", file.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String said = new String(zbar.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(zbar.waitFor(20, TimeUnit.SECONDS));
        assertEquals(Faces.open().qr(), said.strip());
      } finally {
        Files.delete(file);
      }
    }
  }

  @Test
  void what_is_written_on_the_ground_can_be_read_whatever_the_colour() {
    int[] steps = {0x00, 0x22, 0x44, 0x66, 0x88, 0xAA, 0xCC, 0xEE, 0xFF};
    for (int red : steps) {
      for (int green : steps) {
        for (int blue : steps) {
          int colour = red << 16 | green << 8 | blue;
          Scheme scheme = Scheme.of(colour);
          String name = Integer.toHexString(colour);
          int[] ramp = scheme.ramp();
          for (int i = 0; i < Scheme.LIFT + Scheme.FALL; i++) {
            assertTrue(Colours.contrast(scheme.ink(), ramp[i]) >= 4.5, name + " at " + i);
          }
          assertTrue(Colours.contrast(scheme.accent(), Scheme.WHITE) >= 4.5, name);
          assertTrue(scheme.light() != scheme.dark(), name + " is flat");
        }
      }
    }
  }

  @Test
  void a_logo_leaves_room_for_the_brand_and_the_code_still_reads() {
    byte[] rgba = new byte[200 * 80 * 4];
    for (int i = 0; i < rgba.length; i++) {
      rgba[i] = (byte) (i % 4 == 3 ? 255 : i * 31 / 7);
    }
    for (PictureSize size : PictureSize.values()) {
      VoucherFace face = Faces.branded(new Logo(200, 80, rgba), "Soleil Énergie");
      byte[] png = VoucherPicture.png(face, size);
      assertEquals(face.qr(), Pictures.said(png));
      Raster other = new VoucherPage(Faces.branded(face.logo(), "Lune"), size).drawn();
      assertFalse(Arrays.equals(new VoucherPage(face, size).drawn().pixels(), other.pixels()));
    }
    assertThrows(IllegalArgumentException.class, () -> new Logo(200, 80, new byte[3]));
  }

  @Test
  void no_class_of_the_window_toolkit_is_named() throws IOException {
    try (Stream<Path> classes = Files.walk(Path.of("target/classes"))) {
      List<String> wrong =
          classes
              .filter(file -> file.toString().endsWith(".class"))
              .filter(VoucherPictureTest::namesToolkit)
              .map(Path::toString)
              .toList();
      assertEquals(List.of(), wrong);
    }
  }

  private static boolean namesToolkit(Path file) {
    try {
      String names = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
      return Stream.of("java/awt", "javax/imageio", "sun/").anyMatch(names::contains);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
