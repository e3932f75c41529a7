package scrip.imports;

/** What may stand in a cell. */
final class Texts {

  private Texts() {}

  /** Whether a text holds what nobody can see or type: control, format and separator characters. */
  static boolean hasControls(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= ' ' && c < 127) {
        continue;
      }
      switch (Character.getType(text.codePointAt(i))) {
        case Character.CONTROL,
            Character.FORMAT,
            Character.LINE_SEPARATOR,
            Character.PARAGRAPH_SEPARATOR,
            Character.PRIVATE_USE,
            Character.UNASSIGNED -> {
          return true;
        }
        case Character.SURROGATE -> {
          if (!Character.isLowSurrogate(c)
              || i == 0
              || !Character.isHighSurrogate(text.charAt(i - 1))) {
            return true;
          }
        }
        default -> {}
      }
    }
    return false;
  }
}
