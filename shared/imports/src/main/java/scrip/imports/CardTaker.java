package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import scrip.imports.ImportedCards.Card;
import scrip.imports.ImportedCards.Into;
import scrip.secrets.CardSecret;
import scrip.secrets.CardSecrets;
import scrip.secrets.Sealing;

/** Takes cards into a pool. */
final class CardTaker implements Taker<Card> {

  static final String CODE = "card_code";
  private static final String NUMBER = "card_number";
  private static final String EXPIRES_ON = "expires_on";
  private static final String VALUE = "value";
  private static final int LONGEST = 100;
  private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,12}(\\.[0-9]{1,4})?");
  private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");

  private final ImportedCards cards;
  private final CardSecrets secrets;
  private final Into into;
  private final UUID importId;
  private final Sealing.DataKey key;
  private final LocalDate today;
  private final BigDecimal value;

  // Nearly every row of a file has the value and the expiry of the row before. For one thread.
  private String goodValue;
  private String goodExpiry;
  private LocalDate expiry;

  // From the first double on, because where there is one there are more.
  private volatile boolean doubles;

  CardTaker(
      ImportedCards cards,
      CardSecrets secrets,
      Into into,
      UUID importId,
      Sealing.DataKey key,
      LocalDate today) {
    this.cards = cards;
    this.secrets = secrets;
    this.into = into;
    this.importId = importId;
    this.key = key;
    this.today = today;
    int digits = Currency.getInstance(into.value().currency()).getDefaultFractionDigits();
    this.value = BigDecimal.valueOf(into.value().amount(), Math.max(0, digits));
  }

  @Override
  public Card check(CsvRow row, Columns columns, Consumer<RefusedRow> report) {
    String code = columns.cell(row, CODE);
    if (code == null) {
      report.accept(RefusedRow.of(row, CODE, RowFault.EMPTY_CODE, null));
      return null;
    }
    String number = columns.cell(row, NUMBER);
    String expiresOn = columns.cell(row, EXPIRES_ON);
    RefusedRow refused = secret(row, CODE, code);
    refused = refused == null && number != null ? secret(row, NUMBER, number) : refused;
    refused = refused == null ? value(row, columns.cell(row, VALUE)) : refused;
    refused = refused == null && expiresOn != null ? expiry(row, expiresOn) : refused;
    if (refused != null) {
      report.accept(refused);
      return null;
    }
    CardSecrets.Sealed sealed = secrets.seal(key, into.pool(), new CardSecret(code, number));
    return new Card(
        row,
        RefusedRow.masked(code),
        sealed.codeHash(),
        sealed.sealed(),
        sealed.codeToken(),
        sealed.numberToken(),
        sealed.lastFour(),
        expiresOn == null ? null : expiry);
  }

  @Override
  public Uni<List<RefusedRow>> insert(SqlConnection transaction, List<Card> rows) {
    return cards.insert(transaction, into, key.id(), importId, rows, doubles);
  }

  @Override
  public void metDouble() {
    doubles = true;
  }

  private static RefusedRow secret(CsvRow row, String field, String text) {
    return text.length() > LONGEST
        ? RefusedRow.of(row, field, RowFault.CODE_TOO_LONG, text)
        : Texts.hasControls(text)
            ? RefusedRow.of(row, field, RowFault.CONTROL_CHARACTERS, text)
            : null;
  }

  private RefusedRow value(CsvRow row, String typed) {
    if (typed == null || typed.equals(goodValue)) {
      return null;
    }
    if (!AMOUNT.matcher(typed).matches()) {
      return RefusedRow.of(row, VALUE, RowFault.BAD_VALUE, typed);
    }
    if (new BigDecimal(typed).compareTo(value) != 0) {
      return RefusedRow.of(row, VALUE, RowFault.WRONG_VALUE, typed);
    }
    goodValue = typed;
    return null;
  }

  private RefusedRow expiry(CsvRow row, String typed) {
    if (typed.equals(goodExpiry)) {
      return null;
    }
    if (!DATE.matcher(typed).matches()) {
      return RefusedRow.of(row, EXPIRES_ON, RowFault.BAD_DATE, typed);
    }
    try {
      LocalDate date = LocalDate.parse(typed);
      if (date.isBefore(today)) {
        return RefusedRow.of(row, EXPIRES_ON, RowFault.PAST_EXPIRY, typed);
      }
      goodExpiry = typed;
      expiry = date;
      return null;
    } catch (DateTimeParseException e) {
      return RefusedRow.of(row, EXPIRES_ON, RowFault.BAD_DATE, typed);
    }
  }
}
