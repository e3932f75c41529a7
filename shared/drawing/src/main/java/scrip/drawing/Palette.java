package scrip.drawing;

/** Up to 256 colours in the order in which a picture first shows them. */
final class Palette {

  private static final int MOST = 256;
  private static final int SLOTS = 1024;

  private final int[] colours = new int[MOST];
  private final int[] slots = new int[SLOTS];
  private int size;

  private Palette() {}

  /** Null if the pixels have more colours than a palette holds. */
  static Palette of(int[] pixels) {
    Palette palette = new Palette();
    int last = ~pixels[0];
    for (int pixel : pixels) {
      if (pixel != last) {
        if (palette.index(pixel) < 0) {
          return null;
        }
        last = pixel;
      }
    }
    return palette;
  }

  /** The colour's place, which it gets if it has none; -1 if there is no more room. */
  int index(int colour) {
    int slot = (colour * 0x9E3779B1) >>> 22;
    while (slots[slot] != 0) {
      int index = slots[slot] - 1;
      if (colours[index] == colour) {
        return index;
      }
      slot = (slot + 1) % SLOTS;
    }
    if (size == MOST) {
      return -1;
    }
    colours[size] = colour;
    slots[slot] = size + 1;
    return size++;
  }

  byte[] bytes() {
    byte[] bytes = new byte[3 * size];
    for (int i = 0; i < size; i++) {
      bytes[3 * i] = (byte) (colours[i] >> 16);
      bytes[3 * i + 1] = (byte) (colours[i] >> 8);
      bytes[3 * i + 2] = (byte) colours[i];
    }
    return bytes;
  }
}
