package scrip.drawing;

import java.util.ArrayList;
import java.util.List;

/** A text broken into lines at its spaces; what does not fit in them is cut with an ellipsis. */
final class Paragraph {

  private static final int WORDS_AT_MOST = 400;

  private Paragraph() {}

  static List<Line> lines(Type type, String text, float room, int most) {
    Type fixed = new Type(type.face(), type.size(), type.size(), type.tracking());
    String[] words = text.strip().split("\\s+", WORDS_AT_MOST);
    List<Line> lines = new ArrayList<>();
    StringBuilder taken = new StringBuilder();
    for (int i = 0; i < words.length; i++) {
      boolean last = lines.size() == most - 1;
      String longer = taken.isEmpty() ? words[i] : taken + " " + words[i];
      if (last || taken.isEmpty() || fits(fixed, longer, room)) {
        taken.setLength(0);
        taken.append(longer);
      } else {
        lines.add(Line.fit(fixed, taken.toString(), room));
        taken.setLength(0);
        taken.append(words[i]);
      }
    }
    lines.add(Line.fit(fixed, taken.toString(), room));
    return lines;
  }

  private static boolean fits(Type type, String text, float room) {
    return Line.measure(type, text) <= room;
  }
}
