package scrip.drawing;

import com.google.zxing.WriterException;
import com.google.zxing.qrcode.decoder.ErrorCorrectionLevel;
import com.google.zxing.qrcode.encoder.ByteMatrix;
import com.google.zxing.qrcode.encoder.Encoder;

/** The modules of a QR code at level H: it still reads when three tenths of it are gone. */
final class QrMatrix {

  /** Modules of white that a reader needs on every side. */
  static final int QUIET = 4;

  private final ByteMatrix modules;

  private QrMatrix(ByteMatrix modules) {
    this.modules = modules;
  }

  /** IllegalArgumentException if the content is empty or longer than a QR code of level H holds. */
  static QrMatrix of(String content) {
    if (content.isEmpty()) {
      throw new IllegalArgumentException("an empty QR code says nothing");
    }
    try {
      return new QrMatrix(Encoder.encode(content, ErrorCorrectionLevel.H).getMatrix());
    } catch (WriterException e) {
      throw new IllegalArgumentException("no QR code holds this", e);
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
