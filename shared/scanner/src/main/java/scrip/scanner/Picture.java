package scrip.scanner;

import com.google.zxing.LuminanceSource;

/** A picture as a canvas has it, four bytes a pixel, seen in greys. */
final class Picture extends LuminanceSource {

  private final byte[] greys;

  Picture(byte[] rgba, int width, int height) {
    super(width, height);
    greys = new byte[width * height];
    for (int i = 0, from = 0; i < greys.length; i++, from += 4) {
      int red = rgba[from] & 0xFF;
      int green = rgba[from + 1] & 0xFF;
      int blue = rgba[from + 2] & 0xFF;
      greys[i] = (byte) ((red + 2 * green + blue) / 4);
    }
  }

  @Override
  public byte[] getRow(int y, byte[] row) {
    byte[] into = row == null || row.length < getWidth() ? new byte[getWidth()] : row;
    System.arraycopy(greys, y * getWidth(), into, 0, getWidth());
    return into;
  }

  @Override
  public byte[] getMatrix() {
    return greys;
  }
}
