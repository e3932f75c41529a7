package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Redemption codes that an import made, sealed, until they were fetched. */
@ApplicationScoped
public class ImportCodes {

  private static final String OPEN =
      """
      UPDATE imports SET codes_until = coalesce(codes_until, now() + $2 * INTERVAL '1 second')
      WHERE id = $1 AND kind = 'recipients' AND (codes_until IS NULL OR codes_until > now())
      """;

  private static final String PAGE =
      """
      SELECT line, recipient_id, sealed FROM import_codes WHERE import_id = $1 AND line > $2 ORDER BY line LIMIT $3
      """;

  /** One of them. */
  record Code(long line, UUID recipientId, byte[] sealed) {}

  /** Begins or finds the time in which codes can be fetched; false when it is over. */
  Uni<Boolean> open(SqlConnection transaction, UUID importId, Duration time) {
    return transaction
        .preparedQuery(OPEN)
        .execute(Tuple.of(importId, time.toSeconds()))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Codes behind a line. */
  Uni<List<Code>> page(SqlConnection connection, UUID importId, long line, int atMost) {
    return connection
        .preparedQuery(PAGE)
        .execute(Tuple.of(importId, line, atMost))
        .map(
            rows -> {
              List<Code> codes = new ArrayList<>();
              rows.forEach(
                  row ->
                      codes.add(
                          new Code(
                              row.getLong("line"),
                              row.getUUID("recipient_id"),
                              row.getBuffer("sealed").getBytes())));
              return codes;
            });
  }
}
