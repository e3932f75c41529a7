package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import scrip.secrets.Sealing;

/**
 * Whose turn it is to go on with an import. A worker holds its row under a token for as long as the
 * database's clock says; each batch is written in one transaction with the progress, while the row
 * is locked, and only under a lease that holds. So a batch is written once or not at all.
 */
@ApplicationScoped
public class ImportLeases {

  private static final String TAKE =
      "WITH next AS ("
          + """
            SELECT id FROM imports
            WHERE (state = 'waiting' OR state = 'running' AND (lease_until IS NULL OR lease_until < clock_timestamp()))
              AND id <> ALL ($3)
            ORDER BY attempts, committed_at LIMIT 1 FOR UPDATE SKIP LOCKED
          )
          UPDATE imports i
          SET state = 'running', lease_token = $1, lease_until = clock_timestamp() + $2 * INTERVAL '1 millisecond',
              started_at = coalesce(i.started_at, now()), attempts = i.attempts + 1, run_began_at = clock_timestamp(),
              run_rows_from = i.rows_read, run_bytes_from = i.bytes_read, progress_at = clock_timestamp()
          FROM next WHERE i.id = next.id
          RETURNING
          """
          + Imports.COLUMNS
          + ", i.attempts, i.key_encryption_key, i.wrapped";

  private static final String RENEW =
      """
      UPDATE imports SET lease_until = clock_timestamp() + $3 * INTERVAL '1 millisecond'
      WHERE id = $1 AND lease_token = $2 AND lease_until > clock_timestamp()
      """;

  // Until the next flush a crash of the database loses a batch together with its progress, so that
  // the next run takes it
  // again; the end of an import is flushed, and with it all batches before.
  private static final String HOLD =
      """
      SELECT set_config('synchronous_commit', 'off', true) FROM imports
      WHERE id = $1 AND lease_token = $2 AND rows_read = $3 AND lease_until > clock_timestamp()
      FOR UPDATE
      """;

  private static final String PROGRESS =
      """
      UPDATE imports
      SET rows_read = rows_read + $9, rows_taken = rows_taken + $3, rows_refused = rows_refused + $4,
          rows_warned = rows_warned + $5, bytes_read = greatest(bytes_read, $6), header = $7, attempts = 0,
          lease_until = clock_timestamp() + $8 * INTERVAL '1 millisecond', progress_at = clock_timestamp()
      WHERE id = $1 AND lease_token = $2 AND lease_until > clock_timestamp()
      """;

  private static final String END =
      """
      WITH gone AS (DELETE FROM import_parts WHERE import_id = $1)
      UPDATE imports
      SET state = $3, fault = $4, finished_at = now(), lease_token = NULL, lease_until = NULL,
          bytes_read = CASE WHEN $3 = 'done' THEN bytes ELSE bytes_read END
      WHERE id = $1 AND lease_token = $2
      """;

  private static final String GIVE_BACK =
      "UPDATE imports SET lease_token = NULL, lease_until = NULL WHERE id = $1 AND lease_token = $2";

  private static final String TIDY =
      """
      WITH forgotten AS (
        UPDATE imports SET state = 'cancelled', finished_at = now(), fault = 'Nothing came for seven days.'
        WHERE state = 'receiving' AND made_at < now() - INTERVAL '7 days'
          AND NOT EXISTS (SELECT FROM import_parts p
                          WHERE p.import_id = imports.id AND p.received_at > now() - INTERVAL '7 days')
        RETURNING id
      ), parts AS (
        DELETE FROM import_parts WHERE import_id IN (SELECT id FROM forgotten)
      ), rows AS (
        UPDATE import_refusals r SET sealed = NULL
        FROM (SELECT o.import_id, o.line, o.reason
              FROM imports i JOIN import_refusals o ON o.import_id = i.id
              WHERE i.finished_at < now() - INTERVAL '7 days' AND o.sealed IS NOT NULL LIMIT 10000) AS old
        WHERE (r.import_id, r.line, r.reason) = (old.import_id, old.line, old.reason)
      )
      DELETE FROM import_codes WHERE import_id IN (SELECT id FROM imports WHERE codes_until < now())
      """;

  private final Pool pool;
  private final ImportsConfig config;

  public ImportLeases(Pool pool, ImportsConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /**
   * An import that this worker holds.
   *
   * @param attempts runs since the last batch, this one among them
   */
  record Held(Import of, UUID token, int attempts, Sealing.DataKey key) {

    UUID id() {
      return of.id();
    }
  }

  /** What a batch came to. */
  record Progress(
      long read, long taken, long refused, long warned, long bytesRead, String[] header) {}

  /** The next import that nobody works on, without those. */
  Uni<Optional<Held>> take(Collection<UUID> without) {
    UUID token = UUID.randomUUID();
    return pool.preparedQuery(TAKE)
        .execute(
            Tuple.tuple()
                .addUUID(token)
                .addLong(config.lease().toMillis())
                .addArrayOfUUID(without.toArray(UUID[]::new)))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                return Optional.empty();
              }
              var row = rows.iterator().next();
              return Optional.of(
                  new Held(Imports.read(row), token, row.getInteger("attempts"), Imports.key(row)));
            });
  }

  /**
   * Lengthens a lease that still holds.
   *
   * @throws LeaseLost in the Uni, when it does not
   */
  Uni<Void> renew(SqlClient connection, Held held) {
    return connection
        .preparedQuery(RENEW)
        .execute(Tuple.of(held.id(), held.token(), config.lease().toMillis()))
        .invoke(rows -> expectOne(rows.rowCount()))
        .replaceWithVoid();
  }

  /**
   * Locks the row for a batch; nobody can take the lease before the transaction ends.
   *
   * @throws LeaseLost in the Uni, when the lease is over or another worker got further
   */
  Uni<Void> hold(SqlConnection transaction, Held held, long rowsRead) {
    return transaction
        .preparedQuery(HOLD)
        .execute(Tuple.of(held.id(), held.token(), rowsRead))
        .invoke(rows -> expectOne(rows.rowCount()))
        .replaceWithVoid();
  }

  Uni<Void> progress(SqlConnection transaction, Held held, Progress made) {
    return transaction
        .preparedQuery(PROGRESS)
        .execute(
            Tuple.tuple()
                .addUUID(held.id())
                .addUUID(held.token())
                .addLong(made.taken())
                .addLong(made.refused())
                .addLong(made.warned())
                .addLong(made.bytesRead())
                .addArrayOfString(made.header())
                .addLong(config.lease().toMillis())
                .addLong(made.read()))
        .invoke(rows -> expectOne(rows.rowCount()))
        .replaceWithVoid();
  }

  /** Ends an import: done, or failed with its fault. Its parts are gone afterwards. */
  Uni<Void> end(SqlClient connection, Held held, String state, String fault) {
    return connection
        .preparedQuery(END)
        .execute(Tuple.of(held.id(), held.token(), state, fault))
        .invoke(rows -> expectOne(rows.rowCount()))
        .replaceWithVoid();
  }

  /** Ends an import that cannot be imported. */
  Uni<Void> end(Held held, String fault) {
    return end(pool, held, "failed", fault);
  }

  /** Lets the next run go on at once; nothing happens when the lease is another's. */
  Uni<Void> giveBack(Held held) {
    return pool.preparedQuery(GIVE_BACK)
        .execute(Tuple.of(held.id(), held.token()))
        .replaceWithVoid();
  }

  /**
   * Cancels what was begun and forgotten, and deletes codes and refused rows whose time is over.
   */
  Uni<Void> tidy() {
    return pool.preparedQuery(TIDY).execute().replaceWithVoid();
  }

  private static void expectOne(int rows) {
    if (rows != 1) {
      throw new LeaseLost();
    }
  }
}
