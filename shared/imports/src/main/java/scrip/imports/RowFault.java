package scrip.imports;

import java.util.Locale;

/** What can be wrong with one row of a file. */
public enum RowFault {
  NOT_UTF8("has bytes that are no UTF-8; save the file as UTF-8"),
  BROKEN_QUOTES("has a quote that is not closed, or something after a closing quote"),
  FIELD_COUNT("has more or fewer fields than the first line"),
  EMPTY_CODE("has no code"),
  CODE_TOO_LONG("is longer than 100 characters"),
  TOO_LONG("is longer than 200 characters"),
  CONTROL_CHARACTERS("holds control or invisible characters"),
  BAD_VALUE("is not an amount, such as 25.00"),
  WRONG_VALUE("is not the value of this pool's cards"),
  BAD_DATE("is not a date, such as 2027-12-31"),
  PAST_EXPIRY("is past"),
  DUPLICATE_IN_FILE("is in this file already"),
  DUPLICATE_IN_POOL("is in this pool already"),
  DUPLICATE_IN_BRAND("is in another pool of the brand already"),
  QUARANTINED("belongs to a card in quarantine; somebody may have seen it"),
  BAD_CODE("must be 4 to 50 letters and digits"),
  BAD_PHONE("is no phone number; write it with its country code"),
  BAD_EMAIL("is no e-mail address"),
  DUPLICATE_IN_CAMPAIGN("is in this campaign already"),
  DUPLICATE_ELSEWHERE("is in use outside this campaign already"),
  CODE_COLLISION("got a new code that was taken meanwhile; send the row again"),
  NO_VOUCHER("names no voucher; fill voucher_id or voucher_code"),
  TWO_NAMES("is filled beside voucher_id; fill one of them"),
  BAD_ID("is no id"),
  BAD_VOUCHER_CODE("is no code of a voucher; a character is wrong or missing"),
  UNKNOWN_VOUCHER("is no voucher of this client"),
  UNKNOWN_STATION("is no station of this client"),
  VOUCHER_REDEEMED("was redeemed; its station stays as it was"),
  VOUCHER_EXPIRED("is a voucher that is over"),
  VOUCHER_VOID("is a voucher that was made void"),
  VOUCHER_IN_FILE("is a voucher that this file has already"),
  SAME_SCOPE("is what the voucher has already; nothing changed"),
  STATION_CLOSED("is a station that is closed at present");

  private final String text;

  RowFault(String text) {
    this.text = text;
  }

  /** As it is written in reports. */
  public String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** For people; the field's name stands before it. */
  public String text() {
    return text;
  }

  /** The whole reason in words. */
  public String because(String field, Long otherLine) {
    return field + " " + text + (otherLine == null ? "" : ", in line " + otherLine);
  }

  /** The fault of that slug. */
  public static RowFault of(String slug) {
    return valueOf(slug.toUpperCase(Locale.ROOT).replace('-', '_'));
  }
}
