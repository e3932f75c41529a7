package scrip.imports;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a file brings, and the columns that its first line may name. */
public enum Kind {
  CARDS("poolId", "card_code", List.of("card_code", "card_number", "expires_on", "value")),
  RECIPIENTS(
      "campaignId", null, List.of("redemption_code", "first_name", "last_name", "phone", "email")),
  STATION_SCOPES(
      "clientId", "station_code", List.of("voucher_id", "voucher_code", "station_code", "reason"));

  private final String owner;
  private final String required;
  private final List<String> columns;

  Kind(String owner, String required, List<String> columns) {
    this.owner = owner;
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

  /** The member of requests that says whose rows these are: a pool, a campaign, a client. */
  public String owner() {
    return owner;
  }

  /** The column that a file must have; null when there is none. */
  String required() {
    return required;
  }

  List<String> columns() {
    return columns;
  }
}
