package scrip.voucher;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * A client's logo, of {@value #WIDTH} by {@value #HEIGHT} pixels at most.
 *
 * @param rgba rows of red, green, blue and alpha, a byte each
 */
public record ClientLogo(int width, int height, byte[] rgba) {

  public static final int WIDTH = 480;
  public static final int HEIGHT = 160;

  public ClientLogo {
    if (width < 1
        || width > WIDTH
        || height < 1
        || height > HEIGHT
        || rgba.length != 4 * width * height) {
      throw new IllegalArgumentException("no logo of " + width + " by " + height);
    }
  }

  /** The pixels as they are stored. The same pixels give the same bytes. */
  byte[] deflated() {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
    try {
      deflater.setInput(rgba);
      deflater.finish();
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      byte[] some = new byte[8192];
      while (!deflater.finished()) {
        bytes.write(some, 0, deflater.deflate(some));
      }
      return bytes.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /**
   * Reads what {@link #deflated} made.
   *
   * @throws IllegalStateException when it is not so many pixels
   */
  static ClientLogo of(int width, int height, byte[] deflated) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(deflated);
      byte[] rgba = new byte[4 * width * height];
      if (inflater.inflate(rgba) == rgba.length) {
        return new ClientLogo(width, height, rgba);
      }
    } catch (DataFormatException e) {
      throw new IllegalStateException(e);
    } finally {
      inflater.end();
    }
    throw new IllegalStateException("the logo was cut short");
  }
}
