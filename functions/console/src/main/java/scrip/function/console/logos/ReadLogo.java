package scrip.function.console.logos;

import ar.com.hjg.pngj.IImageLine;
import ar.com.hjg.pngj.ImageInfo;
import ar.com.hjg.pngj.ImageLineHelper;
import ar.com.hjg.pngj.ImageLineInt;
import ar.com.hjg.pngj.PngReader;
import ar.com.hjg.pngj.PngjException;
import ar.com.hjg.pngj.chunks.PngChunkPLTE;
import ar.com.hjg.pngj.chunks.PngChunkTRNS;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import scrip.problem.Refused;
import scrip.voucher.ClientLogo;

/**
 * Reads a PNG file into a logo. Its size is judged before a pixel is unpacked: a small file can
 * claim to hold any number of them.
 */
final class ReadLogo {

  static final int SIDE_AT_MOST = 4096;
  static final int PIXELS_AT_MOST = 4_000_000;

  private static final byte[] BEGINNING = {
    (byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'
  };
  private static final int HEADER = 33;

  private ReadLogo() {}

  /**
   * The logo, made smaller where it does not fit.
   *
   * @throws Refused invalid-request, which says what is wrong with the file
   */
  static ClientLogo of(byte[] file) {
    if (file.length < HEADER
        || !Arrays.equals(file, 0, BEGINNING.length, BEGINNING, 0, BEGINNING.length)) {
      throw fault("must be a PNG file");
    }
    ByteBuffer header = ByteBuffer.wrap(file);
    long width = header.getInt(BEGINNING.length) & 0xffffffffL;
    long height = header.getInt(BEGINNING.length + 4) & 0xffffffffL;
    if (width > SIDE_AT_MOST || height > SIDE_AT_MOST || width * height > PIXELS_AT_MOST) {
      throw fault(
          "must have at most "
              + SIDE_AT_MOST
              + " pixels a side and "
              + PIXELS_AT_MOST
              + " in all; save it smaller");
    }
    if (file[HEADER - 5] != 0) {
      throw fault("must not be interlaced; save it without interlacing");
    }
    try {
      return ShrinkLogo.toFit(pixels(file), (int) width, (int) height);
    } catch (PngjException | ArrayIndexOutOfBoundsException | NullPointerException e) {
      // The reader meets some broken files with these.
      throw fault("is damaged, or no PNG file that can be read; save it again");
    }
  }

  private static byte[] pixels(byte[] file) {
    PngReader reader = new PngReader(new ByteArrayInputStream(file));
    try {
      reader.setMaxTotalBytesRead(file.length + 1L);
      // Texts and profiles may unpack to anything, and nobody reads them.
      reader.setChunksToSkip("zTXt", "iTXt", "tEXt", "iCCP", "sPLT");
      ImageInfo image = reader.imgInfo;
      byte[] rgba = new byte[4 * image.cols * image.rows];
      for (int row = 0; row < image.rows; row++) {
        IImageLine line = reader.readRow();
        unpack((ImageLineInt) line, image, reader, rgba, row);
      }
      // Of a file with too few rows the reader makes up the rest.
      long unpacked = reader.getChunkseq().getIdatSet().getBytesOut();
      if (unpacked < image.rows * (image.bytesPerRow + 1L)) {
        throw new PngjException("rows are missing");
      }
      reader.end();
      return rgba;
    } finally {
      reader.close();
    }
  }

  private static void unpack(
      ImageLineInt line, ImageInfo image, PngReader reader, byte[] rgba, int row) {
    int[] samples = line.getScanline();
    PngChunkTRNS trns = reader.getMetadata().getTRNS();
    if (image.indexed) {
      PngChunkPLTE palette = reader.getMetadata().getPLTE();
      samples =
          trns == null
              ? ImageLineHelper.palette2rgb(line, palette, null)
              : ImageLineHelper.palette2rgba(line, palette, trns, null);
    }
    int channels = image.indexed ? (trns == null ? 3 : 4) : image.channels;
    int most = image.indexed ? 255 : (1 << image.bitDepth) - 1;
    for (int x = 0; x < image.cols; x++) {
      int at = 4 * (row * image.cols + x);
      int from = channels * x;
      for (int c = 0; c < 3; c++) {
        rgba[at + c] = (byte) (samples[from + (channels < 3 ? 0 : c)] * 255 / most);
      }
      boolean alpha = channels == 2 || channels == 4;
      rgba[at + 3] =
          (byte)
              (alpha
                  ? samples[from + channels - 1] * 255 / most
                  : isHole(samples, from, channels, image, trns) ? 0 : 255);
    }
  }

  /** Whether a pixel has the one colour that the file says is transparent. */
  private static boolean isHole(
      int[] samples, int from, int channels, ImageInfo image, PngChunkTRNS trns) {
    if (trns == null || image.indexed) {
      return false;
    }
    if (channels == 1) {
      return samples[from] == trns.getGray();
    }
    int[] hole = trns.getRGB();
    return samples[from] == hole[0] && samples[from + 1] == hole[1] && samples[from + 2] == hole[2];
  }

  static Refused fault(String detail) {
    return Refused.invalid("", detail);
  }
}
