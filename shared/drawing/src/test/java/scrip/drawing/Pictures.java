package scrip.drawing;

import ar.com.hjg.pngj.ImageLineHelper;
import ar.com.hjg.pngj.ImageLineInt;
import ar.com.hjg.pngj.PngReader;
import ar.com.hjg.pngj.PngReaderByte;
import ar.com.hjg.pngj.chunks.PngChunkPLTE;
import com.google.zxing.Binarizer;
import com.google.zxing.BinaryBitmap;
import com.google.zxing.LuminanceSource;
import com.google.zxing.PlanarYUVLuminanceSource;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.io.ByteArrayInputStream;

/** Reads pictures back with a reader of PNG and a reader of QR codes that are not ours. */
final class Pictures {

  private Pictures() {}

  static Raster pixels(byte[] png) {
    PngReader reader = new PngReader(new ByteArrayInputStream(png));
    try {
      Raster raster = new Raster(reader.imgInfo.cols, reader.imgInfo.rows);
      int[] rgb = new int[3 * raster.width()];
      for (int y = 0; y < raster.height(); y++) {
        ImageLineInt row = (ImageLineInt) reader.readRow();
        int[] line =
            reader.imgInfo.indexed
                ? ImageLineHelper.palette2rgb(row, reader.getMetadata().getPLTE(), rgb)
                : row.getScanline();
        for (int x = 0; x < raster.width(); x++) {
          raster.pixels()[y * raster.width() + x] =
              line[3 * x] << 16 | line[3 * x + 1] << 8 | line[3 * x + 2];
        }
      }
      return raster;
    } finally {
      reader.end();
    }
  }

  /**
   * What the QR code says; null if neither way of telling dark from light finds it. Readers in hand
   * try both too: the local one is at times misled by modules much larger than its window.
   */
  static String said(byte[] png) {
    Raster raster = pixels(png);
    LuminanceSource source =
        new RGBLuminanceSource(raster.width(), raster.height(), raster.pixels());
    String said = said(new GlobalHistogramBinarizer(source));
    return said == null ? said(new HybridBinarizer(source)) : said;
  }

  /**
   * What the QR code in the part of a picture with a palette says: for many pictures, as finding
   * the code on a whole one takes far longer than drawing it. Null if none is read.
   */
  static String said(byte[] png, Box part) {
    PngReaderByte reader = new PngReaderByte(new ByteArrayInputStream(png));
    try {
      byte[] light = new byte[part.wide() * part.high()];
      byte[] shades = shades(reader.getMetadata().getPLTE());
      for (int y = 0; y < part.bottom(); y++) {
        byte[] row = reader.readRowByte().getScanline();
        for (int x = 0; y >= part.y() && x < part.wide(); x++) {
          light[(y - part.y()) * part.wide() + x] = shades[row[part.x() + x] & 0xFF];
        }
      }
      return said(
          new GlobalHistogramBinarizer(
              new PlanarYUVLuminanceSource(
                  light, part.wide(), part.high(), 0, 0, part.wide(), part.high(), false)));
    } finally {
      reader.close();
    }
  }

  private static byte[] shades(PngChunkPLTE palette) {
    byte[] shades = new byte[256];
    int[] rgb = new int[3];
    for (int i = 0; i < palette.getNentries(); i++) {
      palette.getEntryRgb(i, rgb);
      shades[i] = (byte) ((rgb[0] + 2 * rgb[1] + rgb[2]) / 4);
    }
    return shades;
  }

  private static String said(Binarizer binarizer) {
    try {
      return new QRCodeReader().decode(new BinaryBitmap(binarizer)).getText();
    } catch (ReaderException e) {
      return null;
    }
  }
}
