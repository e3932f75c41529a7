package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The parts of a file, sealed. */
@ApplicationScoped
public class ImportParts {

  // Whoever commits the import meanwhile waits for this part, or this part comes too late.
  private static final String PUT =
      """
      WITH receiving AS (SELECT id FROM imports WHERE id = $1 AND state = 'receiving' FOR SHARE)
      INSERT INTO import_parts (import_id, number, bytes, sealed) SELECT id, $2, $3, $4 FROM receiving
      ON CONFLICT (import_id, number) DO NOTHING
      """;

  private static final String GET =
      "SELECT sealed FROM import_parts WHERE import_id = $1 AND number = $2";

  private static final String MISSING =
      """
      SELECT n FROM generate_series(1, $2) AS n
      WHERE NOT EXISTS (SELECT FROM import_parts p WHERE p.import_id = $1 AND p.number = n)
      ORDER BY n LIMIT 100
      """;

  private static final String COUNT =
      "SELECT count(*) AS parts, coalesce(max(number), 0) AS last FROM import_parts WHERE import_id = $1";

  private final Pool pool;

  public ImportParts(Pool pool) {
    this.pool = pool;
  }

  /** What has come so far. */
  record Come(long parts, int last) {}

  /**
   * Keeps a part; false when there is one of that number, or when the import takes none any more.
   */
  Uni<Boolean> put(UUID importId, int number, int bytes, byte[] sealed) {
    return pool.preparedQuery(PUT)
        .execute(Tuple.of(importId, number, bytes, Buffer.buffer(sealed)))
        .map(rows -> rows.rowCount() == 1);
  }

  Uni<Optional<byte[]>> get(UUID importId, int number) {
    return pool.preparedQuery(GET)
        .execute(Tuple.of(importId, number))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getBuffer("sealed").getBytes()));
  }

  /** The first hundred numbers that have not come. */
  Uni<List<Integer>> missing(SqlClient connection, UUID importId, int parts) {
    return connection
        .preparedQuery(MISSING)
        .execute(Tuple.of(importId, parts))
        .map(
            rows -> {
              List<Integer> missing = new ArrayList<>();
              rows.forEach(row -> missing.add(row.getInteger("n")));
              return missing;
            });
  }

  Uni<Come> come(SqlClient connection, UUID importId) {
    return connection
        .preparedQuery(COUNT)
        .execute(Tuple.of(importId))
        .map(rows -> rows.iterator().next())
        .map(row -> new Come(row.getLong("parts"), row.getInteger("last")));
  }
}
