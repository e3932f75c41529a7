package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import scrip.imports.Batches.Batch;
import scrip.imports.ImportLeases.Held;
import scrip.imports.ImportLeases.Progress;

/**
 * Writes one batch: what is taken, what is refused, how far the file is read. All of it or nothing,
 * and only under a lease that holds.
 */
@ApplicationScoped
public class WriteBatch {

  private static final String DOUBLE = "23505";
  private static final Set<String> TRY_AGAIN = Set.of("40P01", "40001", DOUBLE);

  private final Pool pool;
  private final ImportLeases leases;
  private final ImportRefusals refusals;
  private final ImportSeals seals;

  public WriteBatch(Pool pool, ImportLeases leases, ImportRefusals refusals, ImportSeals seals) {
    this.pool = pool;
    this.leases = leases;
    this.refusals = refusals;
    this.seals = seals;
  }

  /**
   * Writes.
   *
   * @param rowsBefore how many rows of the file were written before this batch
   * @throws LeaseLost in the Uni, when another worker may go on with the import
   */
  <T> Uni<Void> write(Held held, Taker<T> taker, Batch<T> batch, long rowsBefore, Columns columns) {
    return pool.withTransaction(
            connection ->
                leases
                    .hold(connection, held, rowsBefore)
                    .chain(
                        () ->
                            batch.taken().isEmpty()
                                ? Uni.createFrom().item(List.<RefusedRow>of())
                                : taker.insert(connection, batch.taken()))
                    .chain(doubled -> finish(connection, held, batch, doubled, columns)))
        .onFailure(failure -> failed(failure, Set.of(DOUBLE)))
        .invoke(taker::metDouble)
        .onFailure(failure -> failed(failure, TRY_AGAIN))
        .retry()
        .atMost(3);
  }

  private Uni<Void> finish(
      SqlConnection connection,
      Held held,
      Batch<?> batch,
      List<RefusedRow> doubled,
      Columns columns) {
    List<RefusedRow> report = report(batch.reported(), doubled);
    long warned = report.stream().filter(RefusedRow::warning).count();
    long refused = report.size() - warned;
    long notTaken = doubled.stream().filter(r -> !r.warning()).count();
    Progress progress =
        new Progress(
            batch.read(),
            batch.taken().size() - notTaken,
            refused,
            warned,
            batch.bytesRead(),
            columns.names().toArray(String[]::new));
    return report(connection, held, report, columns)
        .chain(() -> leases.progress(connection, held, progress));
  }

  private static List<RefusedRow> report(List<RefusedRow> reported, List<RefusedRow> doubled) {
    Set<Long> notTaken =
        doubled.stream()
            .filter(r -> !r.warning())
            .map(r -> r.row().line())
            .collect(Collectors.toSet());
    List<RefusedRow> report = new ArrayList<>(doubled);
    reported.stream()
        .filter(r -> !(r.warning() && notTaken.contains(r.row().line())))
        .forEach(report::add);
    return report;
  }

  private Uni<Void> report(
      SqlConnection connection, Held held, List<RefusedRow> report, Columns columns) {
    return report.isEmpty()
        ? Uni.createFrom().voidItem()
        : Uni.createFrom()
            .item(() -> sealAll(held, report, columns))
            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
            .chain(rows -> refusals.add(connection, held.id(), report, rows));
  }

  private byte[][] sealAll(Held held, List<RefusedRow> report, Columns columns) {
    return report.stream()
        .map(
            r ->
                r.warning()
                    ? null
                    : seals.seal(
                        held.key(),
                        held.id(),
                        ImportSeals.Piece.ROW,
                        r.row().line(),
                        CsvText.row(columns.reported(r))))
        .toArray(byte[][]::new);
  }

  private static boolean failed(Throwable failure, Set<String> states) {
    return failure instanceof PgException e && states.contains(e.getSqlState());
  }
}
