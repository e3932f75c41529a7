package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import scrip.access.Hash;

/** One-time codes as they are issued, each good for ten minutes by the database's clock. */
@ApplicationScoped
public class Enrolments {

  private static final String ADD =
      """
      INSERT INTO station_enrolments (id, code_hash, station_id, label, made_by, expires_at)
      VALUES ($1, $2, $3, $4, $5, now() + INTERVAL '10 minutes')
      RETURNING id, station_id, label, expires_at
      """;

  private static final String RENEW =
      """
      UPDATE station_enrolments e SET code_hash = $2, expires_at = now() + INTERVAL '10 minutes'
      FROM stations s
      WHERE s.id = e.station_id AND e.id = $1 AND e.used_at IS NULL
        AND ($3::uuid[] IS NULL OR s.client_id = ANY ($3::uuid[]))
      RETURNING e.id, e.station_id, e.label, e.expires_at
      """;

  /** One that waits for its device. */
  record Waiting(UUID id, UUID stationId, String label, Instant expiresAt) {}

  Uni<Waiting> add(
      SqlConnection transaction, UUID id, String code, UUID station, String label, String by) {
    return transaction
        .preparedQuery(ADD)
        .execute(Tuple.of(id, hash(code), station, label, by))
        .map(rows -> first(rows).orElseThrow());
  }

  /** Puts another code in the place of one that nobody used; empty when it was used. */
  Uni<Optional<Waiting>> renew(SqlConnection transaction, UUID id, String code, UUID[] clients) {
    return transaction
        .preparedQuery(RENEW)
        .execute(Tuple.tuple().addUUID(id).addValue(hash(code)).addArrayOfUUID(clients))
        .map(Enrolments::first);
  }

  private static Buffer hash(String code) {
    return Buffer.buffer(Hash.sha256(code));
  }

  private static Optional<Waiting> first(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false)
        .map(
            row ->
                new Waiting(
                    row.getUUID("id"),
                    row.getUUID("station_id"),
                    row.getString("label"),
                    row.getOffsetDateTime("expires_at").toInstant()))
        .findFirst();
  }
}
