package scrip.glyphs;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * How much closer two glyphs stand than their widths say (table GPOS, feature kern, pairs only).
 */
final class PairKerning {

  private static final int KERN = 0x6B65726E;
  private static final int PAIRS = 2;
  private static final int EXTENSION = 9;
  private static final int X_ADVANCE = 4;

  private final ByteBuffer gpos;

  /** Where the subtables of each lookup begin. */
  private final List<List<Integer>> lookups = new ArrayList<>();

  PairKerning(ByteBuffer gpos) {
    this.gpos = gpos;
    if (gpos != null) {
      readLookups();
    }
  }

  /** Font units to add between the two; nearly always negative or 0. */
  int between(int left, int right) {
    int sum = 0;
    for (List<Integer> lookup : lookups) {
      for (int subtable : lookup) {
        Integer value = subtable(subtable, left, right);
        if (value != null) {
          sum += value;
          break;
        }
      }
    }
    return sum;
  }

  private void readLookups() {
    int features = at(6);
    int list = at(8);
    List<Integer> numbers = new ArrayList<>();
    for (int i = 0; i < at(features); i++) {
      if (gpos.getInt(features + 2 + 6 * i) == KERN) {
        int feature = features + at(features + 6 + 6 * i);
        for (int j = 0; j < at(feature + 2); j++) {
          int number = at(feature + 4 + 2 * j);
          if (!numbers.contains(number)) {
            numbers.add(number);
          }
        }
      }
    }
    for (int number : numbers) {
      lookups.add(subtables(list + at(list + 2 + 2 * number)));
    }
  }

  private List<Integer> subtables(int lookup) {
    List<Integer> found = new ArrayList<>();
    for (int i = 0; i < at(lookup + 4); i++) {
      int subtable = lookup + at(lookup + 6 + 2 * i);
      int type = at(lookup);
      if (type == EXTENSION) {
        type = at(subtable + 2);
        subtable += gpos.getInt(subtable + 4);
      }
      if (type == PAIRS) {
        found.add(subtable);
      }
    }
    return found;
  }

  /** Null if the subtable says nothing of the two. */
  private Integer subtable(int table, int left, int right) {
    int covered = coverage(table + at(table + 2), left);
    if (covered < 0) {
      return null;
    }
    int first = at(table + 4);
    int size = 2 * (Integer.bitCount(first) + Integer.bitCount(at(table + 6)));
    if (at(table) == 1) {
      int set = table + at(table + 10 + 2 * covered);
      for (int i = 0; i < at(set); i++) {
        int pair = set + 2 + (2 + size) * i;
        if (at(pair) == right) {
          return advance(pair + 2, first);
        }
      }
      return null;
    }
    int leftClass = classOf(table + at(table + 8), left);
    int rightClass = classOf(table + at(table + 10), right);
    return advance(table + 16 + size * (leftClass * at(table + 14) + rightClass), first);
  }

  private int advance(int value, int format) {
    if ((format & X_ADVANCE) == 0) {
      return 0;
    }
    return gpos.getShort(value + 2 * Integer.bitCount(format & (X_ADVANCE - 1)));
  }

  private int coverage(int table, int glyph) {
    boolean ranges = at(table) == 2;
    for (int i = 0; i < at(table + 2); i++) {
      int entry = table + 4 + (ranges ? 6 : 2) * i;
      if (ranges && glyph >= at(entry) && glyph <= at(entry + 2)) {
        return at(entry + 4) + glyph - at(entry);
      }
      if (!ranges && glyph == at(entry)) {
        return i;
      }
    }
    return -1;
  }

  private int classOf(int table, int glyph) {
    if (at(table) == 1) {
      int index = glyph - at(table + 2);
      return index >= 0 && index < at(table + 4) ? at(table + 6 + 2 * index) : 0;
    }
    for (int i = 0; i < at(table + 2); i++) {
      int range = table + 4 + 6 * i;
      if (glyph >= at(range) && glyph <= at(range + 2)) {
        return at(range + 4);
      }
    }
    return 0;
  }

  private int at(int offset) {
    return gpos.getShort(offset) & 0xFFFF;
  }
}
