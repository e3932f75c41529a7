package scrip.imports;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a file brings, and the columns that its first line may name. */
public enum Kind {
  CARDS("card_code", List.of("card_code", "card_number", "expires_on", "value")),
  RECIPIENTS(null, List.of("redemption_code", "first_name", "last_name", "phone", "email"));

  private final String required;
  private final List<String> columns;

  Kind(String required, List<String> columns) {
    this.required = required;
    this.columns = columns;
  }

  /** As it is written in requests and rows. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Kind> of(String word) {
    return List.of(values()).stream().filter(kind -> kind.word().equals(word)).findFirst();
  }

  /** The column that a file must have; null when there is none. */
  String required() {
    return required;
  }

  List<String> columns() {
    return columns;
  }
}
