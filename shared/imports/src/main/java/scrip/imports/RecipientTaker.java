package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import scrip.delivery.PhoneNumber;
import scrip.giftcard.Contacts;
import scrip.giftcard.RedemptionCode;
import scrip.imports.ImportLeases.Held;
import scrip.imports.ImportedRecipients.Address;
import scrip.imports.ImportedRecipients.Into;
import scrip.imports.ImportedRecipients.Person;
import scrip.secrets.Keys;
import scrip.time.Ids;

/**
 * Takes recipients into a campaign. A phone number or e-mail address that is none is left out with
 * a warning while the other one is good, because the card can still reach its recipient; with
 * neither the row is refused. Who has no address at all gives one when redeeming.
 */
final class RecipientTaker implements Taker<Person> {

  static final String CODE = "redemption_code";
  private static final int LONGEST = 200;
  private static final Address NONE = new Address(null, null);

  private final ImportedRecipients recipients;
  private final Keys keys;
  private final ImportSeals seals;
  private final Ids ids;
  private final Into into;
  private final Held held;
  private final SecureRandom random = new SecureRandom();

  RecipientTaker(
      ImportedRecipients recipients, Keys keys, ImportSeals seals, Ids ids, Into into, Held held) {
    this.recipients = recipients;
    this.keys = keys;
    this.seals = seals;
    this.ids = ids;
    this.into = into;
    this.held = held;
  }

  @Override
  public Person check(CsvRow row, Columns columns, Consumer<RefusedRow> report) {
    for (String field : Kind.RECIPIENTS.columns()) {
      String text = columns.cell(row, field);
      if (text != null && (text.length() > LONGEST || Texts.hasControls(text))) {
        report.accept(
            RefusedRow.of(
                row,
                field,
                text.length() > LONGEST ? RowFault.TOO_LONG : RowFault.CONTROL_CHARACTERS,
                text));
        return null;
      }
    }
    String typed = columns.cell(row, CODE);
    Optional<RedemptionCode> code =
        typed == null ? Optional.of(RedemptionCode.issue(random)) : RedemptionCode.read(typed);
    if (code.isEmpty()) {
      report.accept(RefusedRow.of(row, CODE, RowFault.BAD_CODE, typed));
      return null;
    }
    return reachable(row, columns, report) ? person(row, columns, typed, code.get()) : null;
  }

  @Override
  public Uni<List<RefusedRow>> insert(SqlConnection transaction, List<Person> rows) {
    return recipients.insert(transaction, into, held.id(), rows);
  }

  private boolean reachable(CsvRow row, Columns columns, Consumer<RefusedRow> report) {
    String typedPhone = columns.cell(row, "phone");
    String typedEmail = columns.cell(row, "email");
    boolean phone = phone(typedPhone) != NONE;
    boolean email = email(typedEmail) != NONE;
    boolean refused = !phone && !email && (typedPhone != null || typedEmail != null);
    if (typedPhone != null && !phone) {
      report.accept(fault(refused, row, "phone", RowFault.BAD_PHONE, typedPhone));
    }
    if (typedEmail != null && !email && !(refused && typedPhone != null)) {
      report.accept(fault(refused, row, "email", RowFault.BAD_EMAIL, typedEmail));
    }
    return !refused;
  }

  private static RefusedRow fault(
      boolean refused, CsvRow row, String field, RowFault fault, String typed) {
    return refused
        ? RefusedRow.of(row, field, fault, typed)
        : RefusedRow.warning(row, field, fault, typed);
  }

  private Person person(CsvRow row, Columns columns, String typed, RedemptionCode code) {
    return new Person(
        row,
        ids.next(),
        RefusedRow.masked(typed),
        keys.hash(Keys.Purpose.REDEMPTION_CODE, code.normal()),
        code.lastFour(),
        code.length(),
        typed != null
            ? null
            : seals.seal(
                held.key(),
                held.id(),
                ImportSeals.Piece.CODE,
                row.line(),
                code.printed().getBytes(StandardCharsets.US_ASCII)),
        columns.cell(row, "first_name"),
        columns.cell(row, "last_name"),
        phone(columns.cell(row, "phone")),
        columns.cell(row, "phone"),
        email(columns.cell(row, "email")));
  }

  private Address phone(String typed) {
    return PhoneNumber.read(typed, into.region()).map(p -> address(p.e164())).orElse(NONE);
  }

  private Address email(String typed) {
    return typed != null && Contacts.isEmail(typed) ? address(typed) : NONE;
  }

  private Address address(String text) {
    return new Address(text, Contacts.hash(keys, text));
  }
}
