package scrip.drawing;

import java.util.HashSet;
import java.util.Set;

/**
 * Up to 256 colours for a picture that is mostly flat. Colours of areas are kept as they are; those
 * of edges, each on a few pixels only, share the places that are left and become the nearest one,
 * which no eye tells from the true one. A picture whose areas alone have too many has no palette.
 */
final class Palette {

  private static final int MOST = 256;

  /** Places kept for the edges. */
  private static final int EDGES = 72;

  /** Weighed squares of differences below which one colour stands for another on an edge. */
  private static final int ALIKE = 700;

  private final short[] cells = new short[1 << 15];
  private final Set<Integer> exact = new HashSet<>();
  private final int[] colours = new int[MOST];
  private final ColourCounts counts;
  private int size;

  private Palette(ColourCounts counts) {
    this.counts = counts;
  }

  /** Null if the pixels have more colours than a palette can stand for. */
  static Palette of(Raster raster, boolean[] repeats) {
    ColourCounts counts = ColourCounts.of(raster, repeats);
    if (counts == null) {
      return null;
    }
    Palette palette = new Palette(counts);
    long[] common = counts.commonest();
    int area = raster.width() / 4;
    int kept = common.length <= MOST ? common.length : MOST - EDGES;
    for (int i = 0; i < common.length; i++) {
      int colour = (int) common[i] & 0xFFFFFF;
      if (i < kept) {
        palette.add(colour);
      } else if (ColourCounts.times(common[i]) > area) {
        return null;
      } else {
        palette.edge(colour);
      }
    }
    counts.number(palette::place);
    return palette;
  }

  /** Edges are looked at by cells of 8 by 8 by 8 colours: one look for all that are so alike. */
  private void edge(int colour) {
    int cell = cell(colour);
    if (cells[cell] != 0) {
      return;
    }
    int nearest = nearest(colour);
    if (size < MOST && distance(colours[nearest], colour) > ALIKE) {
      nearest = size;
      add(colour);
    }
    cells[cell] = (short) (nearest + 1);
  }

  private int place(int colour) {
    int cell = cells[cell(colour)] - 1;
    boolean edge = cell >= 0 && !exact.contains(colour);
    return edge ? cell : nearest(colour);
  }

  private static int cell(int colour) {
    return colour >> 19 << 10 | (colour >> 11 & 0x1F) << 5 | colour >> 3 & 0x1F;
  }

  private void add(int colour) {
    exact.add(colour);
    colours[size++] = colour;
  }

  private int nearest(int colour) {
    int best = 0;
    int least = Integer.MAX_VALUE;
    for (int i = 0; i < size && least > 0; i++) {
      int distance = distance(colours[i], colour);
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  private static int distance(int one, int other) {
    int red = (one >> 16 & 0xFF) - (other >> 16 & 0xFF);
    int green = (one >> 8 & 0xFF) - (other >> 8 & 0xFF);
    int blue = (one & 0xFF) - (other & 0xFF);
    return 2 * red * red + 4 * green * green + blue * blue;
  }

  /** The place of a colour that the picture has. */
  int index(int colour) {
    return counts.number(colour);
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
