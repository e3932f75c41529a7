package scrip.scanner;

import com.google.zxing.BinaryBitmap;
import com.google.zxing.DecodeHintType;
import com.google.zxing.ReaderException;
import com.google.zxing.common.HybridBinarizer;
import com.google.zxing.qrcode.QRCodeReader;
import java.util.EnumMap;
import java.util.Map;
import org.teavm.jso.JSExport;

/** What the script exports. */
public final class Scanner {

  private Scanner() {}

  /**
   * Answers with the text of the QR code in a picture, four bytes a pixel; null if it sees none.
   */
  @JSExport
  public static String scan(byte[] rgba, int width, int height) {
    Map<DecodeHintType, Object> hints = new EnumMap<>(DecodeHintType.class);
    hints.put(DecodeHintType.TRY_HARDER, Boolean.TRUE);
    hints.put(DecodeHintType.CHARACTER_SET, "UTF-8");
    try {
      return new QRCodeReader()
          .decode(new BinaryBitmap(new HybridBinarizer(new Picture(rgba, width, height))), hints)
          .getText();
    } catch (ReaderException nothing) {
      return null;
    }
  }
}
