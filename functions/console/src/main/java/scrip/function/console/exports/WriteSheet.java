package scrip.function.console.exports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import scrip.access.Caller;
import scrip.audit.AuditLog;
import scrip.audit.AuditLog.Entry;
import scrip.function.console.exports.Sheet.Scope;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Writes one page of an export, read in small steps until the page is full, the rows are at an end,
 * or as many as were asked for are in; and one audit row a page. Rows come in the order of their
 * keys, so a row that was there before the first page is in exactly one page.
 */
@ApplicationScoped
class WriteSheet {

  private static final int STEP = 1000;

  private final Pool pool;
  private final Sheets sheets;
  private final AuditLog audit;

  WriteSheet(Pool pool, Sheets sheets, AuditLog audit) {
    this.pool = pool;
    this.sheets = sheets;
    this.audit = audit;
  }

  /**
   * Which page.
   *
   * @param after the key after which it begins; null for the first page, which has the header
   * @param limit how many rows at most
   */
  record Wanted(Sheet sheet, Scope scope, String after, int limit, boolean mark) {}

  /** A page, and the key of its last row when more rows follow. */
  record Written(byte[] csv, int rows, String last) {}

  /**
   * Writes the page.
   *
   * @throws Refused not-found, for a pool or campaign that the caller does not see
   */
  Uni<Written> page(Caller caller, Wanted wanted) {
    CsvPage page = begin(wanted, wanted.sheet().columns());
    return pool.withTransaction(
        transaction ->
            sheets
                .seen(transaction, caller.agent().clients(), wanted.scope())
                .invoke(WriteSheet::found)
                .chain(() -> fill(transaction, caller, wanted, page, wanted.after()))
                .call(written -> audit.write(transaction, entry(caller, wanted, written))));
  }

  static CsvPage begin(Wanted wanted, List<String> columns) {
    CsvPage page = new CsvPage(CsvPage.BYTES_AT_MOST);
    if (wanted.after() == null) {
      if (wanted.mark()) {
        page.mark();
      }
      page.header(columns);
    }
    return page;
  }

  static void found(boolean seen) {
    if (!seen) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
  }

  private Uni<Written> fill(
      SqlConnection transaction, Caller caller, Wanted wanted, CsvPage page, String after) {
    // One row more than goes in tells whether more follow.
    int step = Math.min(STEP, wanted.limit() - page.rows() + 1);
    return sheets
        .rows(transaction, wanted.sheet(), caller.agent().clients(), wanted.scope(), after, step)
        .chain(
            rows -> {
              String last = after;
              for (List<String> row : rows) {
                if (page.rows() == wanted.limit() || !page.add(row)) {
                  return done(page, last);
                }
                last = row.get(0);
              }
              return rows.size() < step
                  ? done(page, null)
                  : fill(transaction, caller, wanted, page, last);
            });
  }

  private static Uni<Written> done(CsvPage page, String last) {
    return Uni.createFrom().item(() -> new Written(page.bytes(), page.rows(), last));
  }

  private static Entry entry(Caller caller, Wanted wanted, Written written) {
    JsonObject detail = JsonObject.of("rows", written.rows());
    if (wanted.scope().pool() != null) {
      detail.put("pool", wanted.scope().pool().toString());
    }
    if (wanted.scope().campaign() != null) {
      detail.put("campaign", wanted.scope().campaign().toString());
    }
    return new Entry(
        caller.name(),
        "export-" + wanted.sheet().word(),
        wanted.sheet().table(),
        null,
        null,
        detail,
        caller.requestId());
  }
}
