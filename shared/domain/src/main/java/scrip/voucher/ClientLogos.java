package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import scrip.access.Clients;

/** Logos, one a client. */
@ApplicationScoped
public class ClientLogos {

  private static final String FIND =
      """
      SELECT l.width, l.height, l.rgba FROM client_logos l
      WHERE l.client_id = $1 AND ($2::uuid[] IS NULL OR l.client_id = ANY ($2))
      """;

  private static final String LOCK_CLIENT =
      """
      SELECT id FROM clients
      WHERE id = $1 AND ($2::uuid[] IS NULL OR id = ANY ($2)) FOR NO KEY UPDATE
      """;

  private static final String PUT =
      """
      INSERT INTO client_logos AS l (client_id, width, height, rgba, changed_by, changed_at)
      VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (client_id) DO UPDATE
      SET width = excluded.width, height = excluded.height, rgba = excluded.rgba, changed_by = excluded.changed_by,
          changed_at = excluded.changed_at
      WHERE (l.width, l.height, l.rgba) IS DISTINCT FROM (excluded.width, excluded.height, excluded.rgba)
      """;

  private static final String REMOVE = "DELETE FROM client_logos WHERE client_id = $1";

  /** The logo of a client that somebody sees. */
  Uni<Optional<ClientLogo>> find(SqlClient connection, UUID client, Clients seen) {
    return connection
        .preparedQuery(FIND)
        .execute(Tuple.of(client, seen.orNull()))
        .map(rows -> first(rows).map(ClientLogos::logo));
  }

  /** Whether there is such a client for this caller, who then is the only one to change it. */
  Uni<Boolean> lockClient(SqlConnection transaction, UUID client, Clients seen) {
    return transaction
        .preparedQuery(LOCK_CLIENT)
        .execute(Tuple.of(client, seen.orNull()))
        .map(rows -> rows.size() == 1);
  }

  /** Whether the logo is another one now. */
  Uni<Boolean> put(
      SqlConnection transaction, UUID client, ClientLogo logo, String who, Instant at) {
    return transaction
        .preparedQuery(PUT)
        .execute(
            Tuple.of(
                client,
                logo.width(),
                logo.height(),
                Buffer.buffer(logo.deflated()),
                who,
                at.atOffset(ZoneOffset.UTC)))
        .map(rows -> rows.rowCount() == 1);
  }

  /** Whether there was one. */
  Uni<Boolean> remove(SqlConnection transaction, UUID client) {
    return transaction
        .preparedQuery(REMOVE)
        .execute(Tuple.of(client))
        .map(rows -> rows.rowCount() == 1);
  }

  /** The logo in a row of this table, or of one that is joined with it. */
  static ClientLogo logo(Row row) {
    return row.getInteger("width") == null
        ? null
        : ClientLogo.of(
            row.getInteger("width"), row.getInteger("height"), row.getBuffer("rgba").getBytes());
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }
}
