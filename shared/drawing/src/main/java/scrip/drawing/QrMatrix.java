package scrip.drawing;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.EncodeHintType;
import com.google.zxing.RGBLuminanceSource;
import com.google.zxing.ReaderException;
import com.google.zxing.WriterException;
import com.google.zxing.common.GlobalHistogramBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;
import java.util.Map;

/** The modules of a QR code at level H: it still reads when three tenths of it are gone. */
final class QrMatrix {

  /** Modules of white that a reader needs on every side. */
  static final int QUIET = 4;

  private static final int MASKS = 8;

  /** Pixels a module when a code is read back before it is used. */
  private static final int TRIAL = 4;

  private final ByteMatrix modules;

  private QrMatrix(ByteMatrix modules) {
    this.modules = modules;
  }

  /**
   * IllegalArgumentException if the content is empty or longer than a QR code of level H holds. One
   * code in a hundred has a pattern among its data that readers take for a corner; its data are
   * masked another way, until a reader finds what was written.
   */
  static QrMatrix of(String content) {
    if (content.isEmpty()) {
      throw new IllegalArgumentException("an empty QR code says nothing");
    }
    try {
      QrMatrix first = of(content, Map.of());
      if (first.says(content)) {
        return first;
      }
      for (int mask = 0; mask < MASKS; mask++) {
        QrMatrix other = of(content, Map.of(EncodeHintType.QR_MASK_PATTERN, mask));
        if (other.says(content)) {
          return other;
        }
      }
      return first;
    } catch (WriterException e) {
      throw new IllegalArgumentException("no QR code holds this", e);
    }
  }

  private static QrMatrix of(String content, Map<EncodeHintType, ?> hints) throws WriterException {
    return new QrMatrix(Encoder.encode(content, ErrorCorrectionLevel.H, hints).getMatrix());
  }

  private boolean says(String content) {
    int width = TRIAL * (side() + 2 * QUIET);
    Raster trial = new Raster(width, width);
    trial.fill(0, 0, width, width, 0xFFFFFF);
    QrPicture.draw(trial, this, TRIAL * QUIET, TRIAL * QUIET, TRIAL, 0x000000);
    RGBLuminanceSource light = new RGBLuminanceSource(width, width, trial.pixels());
    try {
      BinaryBitmap bits = new BinaryBitmap(new GlobalHistogramBinarizer(light));
      return new QRCodeReader().decode(bits).getText().equals(content);
    } catch (ReaderException e) {
      return false;
    }
  }

  /** Modules a side, without the quiet zone. */
  int side() {
    return modules.getWidth();
  }

  boolean dark(int x, int y) {
    return modules.get(x, y) == 1;
  }

  /** Pixels of one module so that the code with its quiet zone fits; 0 if it cannot. */
  int pixelsPerModule(int room) {
    return room / (side() + 2 * QUIET);
  }
}
