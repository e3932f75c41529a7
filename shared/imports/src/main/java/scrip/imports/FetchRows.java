package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import scrip.access.Caller;
import scrip.audit.AuditLog;
import scrip.imports.ImportSeals.Piece;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.Sealing;

/**
 * Gives back what an import keeps sealed, in pages that are files of their own: the rows it
 * refused, to be corrected and sent again, and the codes it made. Every page is audited.
 */
@ApplicationScoped
public class FetchRows {

  private static final int ROWS = 10_000;
  private static final int BYTES = 3 << 20;

  private final Pool pool;
  private final Imports imports;
  private final ImportRefusals refusals;
  private final ImportCodes codes;
  private final ImportSeals seals;
  private final AuditLog audit;
  private final ImportsConfig config;

  public FetchRows(
      Pool pool,
      Imports imports,
      ImportRefusals refusals,
      ImportCodes codes,
      ImportSeals seals,
      AuditLog audit,
      ImportsConfig config) {
    this.pool = pool;
    this.imports = imports;
    this.refusals = refusals;
    this.codes = codes;
    this.seals = seals;
    this.audit = audit;
    this.config = config;
  }

  /**
   * A page.
   *
   * @param csv with its own first line
   * @param last the line to go on behind; null when this is the last page
   */
  public record Fetched(byte[] csv, Long last) {}

  /** One row of a page. */
  private record Line(long number, byte[] csv) {}

  /**
   * Refused rows as they were, each with the reason in a column that an import ignores.
   *
   * @throws Refused forbidden, for another than who sent the file
   */
  public Uni<Fetched> refused(Caller caller, Import of, long after) {
    if (!caller.name().equals(of.madeBy())) {
      throw new Refused(RequestRefusal.FORBIDDEN, "Only who sent the file may see its rows.");
    }
    List<String> header = Columns.reported(of.header() == null ? of.kind().columns() : of.header());
    return pool.withTransaction(
        connection ->
            fetched(caller, of, connection, "import-rows-fetched")
                .chain(
                    key ->
                        refusals
                            .rows(connection, of.id(), after, ROWS)
                            .emitOn(Infrastructure.getDefaultWorkerPool())
                            .map(rows -> page(header, rows, row -> line(of, key, row)))));
  }

  /**
   * The codes that the import made, each with line and recipient, for a day after the first fetch.
   *
   * @throws Refused forbidden, for another than who sent the file; codes-gone
   */
  public Uni<Fetched> codes(Caller caller, Import of, long after) {
    if (!caller.name().equals(of.madeBy())) {
      throw new Refused(RequestRefusal.FORBIDDEN, "Only who sent the file may fetch its codes.");
    }
    return pool.withTransaction(
        connection ->
            codes
                .open(connection, of.id(), config.codesFor())
                .invoke(
                    open -> {
                      if (!open) {
                        throw new Refused(ImportRefusal.CODES_GONE);
                      }
                    })
                .chain(() -> fetched(caller, of, connection, "import-codes-fetched"))
                .chain(
                    key ->
                        codes
                            .page(connection, of.id(), after, ROWS)
                            .emitOn(Infrastructure.getDefaultWorkerPool())
                            .map(
                                found ->
                                    page(
                                        List.of("line", "recipient_id", "redemption_code"),
                                        found,
                                        code -> line(of, key, code)))));
  }

  private Uni<Sealing.DataKey> fetched(
      Caller caller, Import of, SqlConnection connection, String action) {
    return audit
        .write(
            connection,
            new AuditLog.Entry(
                caller.name(),
                action,
                "imports",
                of.id().toString(),
                "fetched by who sent the file",
                new JsonObject(),
                caller.requestId()))
        .chain(() -> imports.key(connection, of.id()));
  }

  private Line line(Import of, Sealing.DataKey key, ImportRefusals.SealedRow row) {
    return new Line(row.line(), seals.open(key, of.id(), Piece.ROW, row.line(), row.sealed()));
  }

  private Line line(Import of, Sealing.DataKey key, ImportCodes.Code code) {
    byte[] plain = seals.open(key, of.id(), Piece.CODE, code.line(), code.sealed());
    return new Line(
        code.line(),
        CsvText.row(
            List.of(
                Long.toString(code.line()),
                code.recipientId().toString(),
                new String(plain, StandardCharsets.US_ASCII))));
  }

  private static <T> Fetched page(List<String> header, List<T> rows, Function<T, Line> read) {
    ByteArrayOutputStream csv = new ByteArrayOutputStream(1 << 16);
    write(csv, CsvText.row(header));
    int written = 0;
    long last = 0;
    while (written < rows.size() && csv.size() < BYTES) {
      Line line = read.apply(rows.get(written));
      write(csv, line.csv());
      last = line.number();
      written++;
    }
    return new Fetched(
        csv.toByteArray(), written == rows.size() && rows.size() < ROWS ? null : last);
  }

  private static void write(ByteArrayOutputStream csv, byte[] row) {
    csv.writeBytes(row);
    csv.write('\r');
    csv.write('\n');
  }
}
