package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import scrip.access.Clients;
import scrip.secrets.Sealing;

/** Files as their senders see them. How a worker moves them: {@link ImportLeases}. */
@ApplicationScoped
public class Imports {

  static final String COLUMNS =
      """
      i.id, i.kind, i.client_id, i.pool_id, i.campaign_id, i.source, i.file_name, i.state, i.made_by, i.parts, i.bytes, i.header,
      i.rows_read, i.rows_taken, i.rows_refused, i.rows_warned, i.made_at, i.committed_at, i.started_at, i.finished_at, i.fault,
      i.bytes - i.bytes_read AS bytes_left, i.rows_read - i.run_rows_from AS run_rows, i.bytes_read - i.run_bytes_from AS run_bytes,
      extract(epoch FROM i.progress_at - i.run_began_at)::float8 AS run_seconds
      """;

  private static final String BEGIN =
      """
      INSERT INTO imports (id, kind, client_id, pool_id, campaign_id, source, file_name, made_by, key_encryption_key, wrapped)
      SELECT $1, $2, o.client_id, o.pool_id, o.campaign_id, $9, $4, $5, $6, $7
      FROM (
        SELECT client_id, id AS pool_id, NULL::uuid AS campaign_id FROM card_pools
        WHERE $2 = 'cards' AND id = $3 AND archived_at IS NULL
        UNION ALL
        SELECT client_id, NULL, id FROM campaigns WHERE $2 = 'recipients' AND id = $3
        UNION ALL
        SELECT id, NULL, NULL FROM clients WHERE $2 = 'station_scopes' AND id = $3
      ) AS o
      WHERE $8::uuid[] IS NULL OR o.client_id = ANY ($8)
      """;

  private static final String FIND =
      "SELECT "
          + COLUMNS
          + " FROM imports i WHERE i.id = $1 AND ($2::uuid[] IS NULL OR i.client_id = ANY ($2))";

  private static final String LIST =
      "SELECT "
          + COLUMNS
          + """
            FROM imports i
            WHERE ($1::uuid[] IS NULL OR i.client_id = ANY ($1)) AND i.kind = ANY ($2)
              AND ($3::uuid IS NULL OR i.pool_id = $3) AND ($4::uuid IS NULL OR i.campaign_id = $4)
              AND ($5::uuid IS NULL OR (i.made_at, i.id) < (SELECT made_at, id FROM imports WHERE id = $5))
            ORDER BY i.made_at DESC, i.id DESC LIMIT $6
            """;

  private static final String KEY = "SELECT key_encryption_key, wrapped FROM imports WHERE id = $1";

  private static final String LOCK = "SELECT state, parts FROM imports WHERE id = $1 FOR UPDATE";

  private static final String COMMIT =
      """
      UPDATE imports SET state = 'waiting', parts = $2, committed_at = now(),
        bytes = (SELECT sum(bytes) FROM import_parts WHERE import_id = $1)
      WHERE id = $1 AND state = 'receiving'
      """;

  private static final String CANCEL =
      """
      WITH gone AS (DELETE FROM import_parts WHERE import_id = $1)
      UPDATE imports SET state = 'cancelled', finished_at = now(), fault = $2
      WHERE id = $1 AND state IN ('receiving', 'waiting')
      """;

  private final Pool pool;

  public Imports(Pool pool) {
    this.pool = pool;
  }

  /** What an import begins with. */
  record Begun(
      UUID id,
      Kind kind,
      UUID owner,
      String source,
      String fileName,
      String madeBy,
      Sealing.DataKey key) {}

  /** False when there is no such pool, campaign or client for these clients. */
  Uni<Boolean> begin(SqlConnection transaction, Begun begun, Clients clients) {
    return transaction
        .preparedQuery(BEGIN)
        .execute(
            Tuple.tuple()
                .addUUID(begun.id())
                .addString(begun.kind().word())
                .addUUID(begun.owner())
                .addString(begun.fileName())
                .addString(begun.madeBy())
                .addString(begun.key().keyEncryptionKey())
                .addValue(Buffer.buffer(begun.key().wrapped()))
                .addArrayOfUUID(clients.orNull())
                .addString(begun.source()))
        .map(rows -> rows.rowCount() == 1);
  }

  /** An import of one of these clients. */
  public Uni<Optional<Import>> find(UUID id, Clients clients) {
    return find(pool, id, clients);
  }

  Uni<Optional<Import>> find(SqlClient connection, UUID id, Clients clients) {
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.tuple().addUUID(id).addArrayOfUUID(clients.orNull()))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? Optional.empty()
                    : Optional.of(read(rows.iterator().next())));
  }

  /**
   * Newest first.
   *
   * @param poolId only of this pool; null for all
   * @param campaignId only of this campaign; null for all
   * @param after the last one of the page before; null for the first page
   */
  public Uni<List<Import>> list(
      Clients clients, List<Kind> kinds, UUID poolId, UUID campaignId, UUID after, int atMost) {
    return pool.preparedQuery(LIST)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(clients.orNull())
                .addArrayOfString(kinds.stream().map(Kind::word).toArray(String[]::new))
                .addUUID(poolId)
                .addUUID(campaignId)
                .addUUID(after)
                .addInteger(atMost))
        .map(
            rows -> {
              List<Import> imports = new ArrayList<>();
              rows.forEach(row -> imports.add(read(row)));
              return imports;
            });
  }

  /** What seals the pieces of an import. */
  Uni<Sealing.DataKey> key(SqlClient connection, UUID id) {
    return connection
        .preparedQuery(KEY)
        .execute(Tuple.of(id))
        .map(rows -> key(rows.iterator().next()));
  }

  /** The state and the number of parts, held against everybody else until the transaction ends. */
  Uni<Row> lock(SqlConnection transaction, UUID id) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(id))
        .map(rows -> rows.iterator().next());
  }

  Uni<Void> commit(SqlConnection transaction, UUID id, int parts) {
    return transaction.preparedQuery(COMMIT).execute(Tuple.of(id, parts)).replaceWithVoid();
  }

  /** False when it has begun or ended; its parts are gone afterwards. */
  Uni<Boolean> cancel(SqlConnection transaction, UUID id, String why) {
    return transaction
        .preparedQuery(CANCEL)
        .execute(Tuple.of(id, why))
        .map(rows -> rows.rowCount() == 1);
  }

  static Sealing.DataKey key(Row row) {
    // The key stands in no row of data_keys; its owner alone tells it from the others.
    return new Sealing.DataKey(
        0, row.getString("key_encryption_key"), row.getBuffer("wrapped").getBytes());
  }

  static Import read(Row row) {
    String[] header = row.getArrayOfStrings("header");
    Double seconds = row.getDouble("run_seconds");
    boolean paced = seconds != null && seconds > 0 && row.getLong("run_bytes") > 0;
    String state = row.getString("state");
    return new Import(
        row.getUUID("id"),
        Kind.of(row.getString("kind")).orElseThrow(),
        row.getUUID("client_id"),
        row.getUUID("pool_id"),
        row.getUUID("campaign_id"),
        row.getString("source"),
        row.getString("file_name"),
        state,
        row.getString("made_by"),
        row.getInteger("parts"),
        row.getLong("bytes"),
        header == null ? null : List.of(header),
        new Import.Rows(
            row.getLong("rows_read"),
            row.getLong("rows_taken"),
            row.getLong("rows_refused"),
            row.getLong("rows_warned")),
        new Import.Times(
            instant(row, "made_at"),
            instant(row, "committed_at"),
            instant(row, "started_at"),
            instant(row, "finished_at")),
        paced ? Math.round(row.getLong("run_rows") / seconds) : null,
        paced && state.equals("running")
            ? Math.round(row.getLong("bytes_left") * seconds / row.getLong("run_bytes"))
            : null,
        row.getString("fault"));
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }
}
