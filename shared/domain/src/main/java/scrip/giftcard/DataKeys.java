package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import java.util.UUID;
import scrip.secrets.CardSecrets;
import scrip.secrets.Sealing;

/** The keys that cards are sealed with: one a pool and month. */
@ApplicationScoped
public class DataKeys {

  private static final int ROUNDS = 3;

  // The first to need a key for this pool and month makes it; everybody else finds that one.
  private static final String KEY =
      """
      WITH made AS (
        INSERT INTO data_keys (pool_id, month, key_encryption_key, wrapped) VALUES ($1, date_trunc('month', $2::date), $3, $4)
        ON CONFLICT DO NOTHING
        RETURNING id, key_encryption_key, wrapped
      )
      SELECT * FROM made
      UNION ALL
      SELECT id, key_encryption_key, wrapped FROM data_keys
      WHERE pool_id = $1 AND month = date_trunc('month', $2::date) AND key_encryption_key = $3
      LIMIT 1
      """;

  private final CardSecrets secrets;
  private final Clock clock;

  public DataKeys(CardSecrets secrets, Clock clock) {
    this.secrets = secrets;
    this.clock = clock;
  }

  /** The key of this pool and month; made when it is needed for the first time. */
  public Uni<Sealing.DataKey> current(SqlClient connection, UUID poolId) {
    return current(connection, poolId, ROUNDS);
  }

  /** Whoever waited for another's key does not see it in the statement that waited. */
  private Uni<Sealing.DataKey> current(SqlClient connection, UUID poolId, int rounds) {
    Sealing.DataKey fresh = secrets.newDataKey(poolId);
    return connection
        .preparedQuery(KEY)
        .execute(
            Tuple.of(
                poolId,
                LocalDate.now(clock),
                fresh.keyEncryptionKey(),
                Buffer.buffer(fresh.wrapped())))
        .chain(
            rows -> {
              if (!rows.iterator().hasNext() && rounds > 0) {
                return current(connection, poolId, rounds - 1);
              }
              Row row = rows.iterator().next();
              return Uni.createFrom()
                  .item(
                      new Sealing.DataKey(
                          row.getLong("id"),
                          row.getString("key_encryption_key"),
                          row.getBuffer("wrapped").getBytes()));
            });
  }
}
