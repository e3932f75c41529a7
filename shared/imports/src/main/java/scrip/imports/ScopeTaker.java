package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import scrip.imports.ImportedScopes.Into;
import scrip.imports.ImportedScopes.Wanted;
import scrip.voucher.VoucherCode;
import scrip.voucher.VoucherSecrets;

/**
 * Takes scopes: which station takes which voucher of a client. A row without a station means any. A
 * voucher of another client and one that never was are told apart to nobody.
 */
final class ScopeTaker implements Taker<Wanted> {

  static final String ID = "voucher_id";
  static final String CODE = "voucher_code";
  static final String STATION = "station_code";
  private static final String REASON = "reason";
  private static final String NO_REASON = "import of a file";
  private static final int LONGEST = 200;

  // Somebody at a station may wait for a voucher while its batch is written.
  private static final int BATCH = 500;
  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final ImportedScopes scopes;
  private final VoucherSecrets secrets;
  private final Import of;
  private final Clock clock;

  ScopeTaker(ImportedScopes scopes, VoucherSecrets secrets, Import of, Clock clock) {
    this.scopes = scopes;
    this.secrets = secrets;
    this.of = of;
    this.clock = clock;
  }

  @Override
  public Wanted check(CsvRow row, Columns columns, Consumer<RefusedRow> report) {
    for (String field : Kind.STATION_SCOPES.columns()) {
      String text = columns.cell(row, field);
      if (text != null && (text.length() > LONGEST || Texts.hasControls(text))) {
        return refuse(
            row,
            field,
            text.length() > LONGEST ? RowFault.TOO_LONG : RowFault.CONTROL_CHARACTERS,
            text,
            report);
      }
    }
    String id = columns.cell(row, ID);
    String typed = columns.cell(row, CODE);
    if (id == null && typed == null) {
      return refuse(row, "row", RowFault.NO_VOUCHER, null, report);
    }
    if (id != null && typed != null) {
      return refuse(row, CODE, RowFault.TWO_NAMES, typed, report);
    }
    if (id != null && !UUID_FORM.matcher(id).matches()) {
      return refuse(row, ID, RowFault.BAD_ID, id, report);
    }
    Optional<VoucherCode> code = VoucherCode.read(typed == null ? "" : typed);
    if (id == null && code.isEmpty()) {
      return refuse(row, CODE, RowFault.BAD_VOUCHER_CODE, typed, report);
    }
    String station = columns.cell(row, STATION);
    String reason = columns.cell(row, REASON);
    return new Wanted(
        row,
        id == null ? CODE : ID,
        RefusedRow.masked(id == null ? typed : id),
        id == null ? null : UUID.fromString(id),
        code.map(secrets::hash).orElse(null),
        station == null ? null : station.toUpperCase(Locale.ROOT),
        reason == null ? NO_REASON : reason);
  }

  @Override
  public Uni<List<RefusedRow>> insert(SqlConnection transaction, List<Wanted> rows) {
    return scopes.take(
        transaction, new Into(of.id(), of.clientId(), of.source(), clock.instant()), rows);
  }

  @Override
  public int batchAtMost() {
    return BATCH;
  }

  private static Wanted refuse(
      CsvRow row, String field, RowFault fault, String typed, Consumer<RefusedRow> report) {
    report.accept(RefusedRow.of(row, field, fault, typed));
    return null;
  }
}
