package scrip.drawing;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** The different colours of a picture, how many pixels have each, and a number for each. */
final class ColourCounts {

  private static final int BITS = 14;
  private static final int SLOTS = 1 << BITS;
  private static final int FULL = SLOTS * 3 / 4;

  /** Colour plus one, so that 0 is an empty slot. */
  private final int[] keys = new int[SLOTS];

  private final int[] times = new int[SLOTS];
  private final byte[] numbers = new byte[SLOTS];
  private int size;

  private ColourCounts() {}

  /** Null if there are more colours than any drawing without a photograph has. */
  static ColourCounts of(Raster raster, boolean[] repeats) {
    ColourCounts counts = new ColourCounts();
    int y = 0;
    while (y < raster.height()) {
      int row = y++;
      while (y < raster.height() && repeats[y]) {
        y++;
      }
      if (!counts.add(raster, row, y - row)) {
        return null;
      }
    }
    return counts;
  }

  private boolean add(Raster raster, int row, int rows) {
    int[] pixels = raster.pixels();
    int end = (row + 1) * raster.width();
    int from = row * raster.width();
    for (int i = from + 1; i <= end; i++) {
      if (i == end || pixels[i] != pixels[from]) {
        int slot = slot(pixels[from]);
        if (keys[slot] == 0) {
          if (++size > FULL) {
            return false;
          }
          keys[slot] = pixels[from] + 1;
        }
        times[slot] += (i - from) * rows;
        from = i;
      }
    }
    return true;
  }

  private int slot(int colour) {
    int slot = (colour * 0x9E3779B1) >>> (32 - BITS);
    while (keys[slot] != 0 && keys[slot] != colour + 1) {
      slot = (slot + 1) % SLOTS;
    }
    return slot;
  }

  /** Each colour (the low 24 bits) with how often it is there, the commonest first. */
  long[] commonest() {
    long[] all = new long[size];
    int count = 0;
    for (int slot = 0; slot < SLOTS; slot++) {
      if (keys[slot] != 0) {
        all[count++] = -((long) times[slot] << 24) + (keys[slot] - 1);
      }
    }
    Arrays.sort(all);
    return all;
  }

  /** How often a colour of that list is there. */
  static long times(long entry) {
    return -(entry >> 24);
  }

  /** Gives each colour its number, 0 to 255. */
  void number(IntUnaryOperator of) {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (keys[slot] != 0) {
        numbers[slot] = (byte) of.applyAsInt(keys[slot] - 1);
      }
    }
  }

  int number(int colour) {
    return numbers[slot(colour)] & 0xFF;
  }
}
