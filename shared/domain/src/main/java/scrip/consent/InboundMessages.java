package scrip.consent;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** What recipients wrote, by its meaning. A message is taken in once. */
@ApplicationScoped
public class InboundMessages {

  private static final String KEEP =
      """
      INSERT INTO inbound_messages (message_id, channel, address_hash, meaning, answered)
      VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING
      """;

  private static final String FIND =
      "SELECT meaning, answered FROM inbound_messages WHERE message_id = $1";

  // Whoever was written to last is whom they answer.
  private static final String WRITTEN_TO =
      """
      SELECT c.language, coalesce(c.mail_name, c.name) AS name
      FROM recipients r JOIN clients c ON c.id = r.client_id
      WHERE r.phone_hash = $1 ORDER BY r.created_at DESC, r.id LIMIT 1
      """;

  /**
   * A message as it was taken in.
   *
   * @param isNew whether just now
   * @param answered by us
   */
  record Kept(boolean isNew, Meaning meaning, boolean answered) {}

  /** In whose name and language a recipient is answered. */
  record Sender(String language, String name) {

    static final Sender NOBODY = new Sender("en", null);
  }

  /** Keeps it, or finds it as it was kept; a repeat at the same time waits for the first. */
  Uni<Kept> keep(
      SqlConnection transaction, Inbound inbound, Buffer address, Meaning meaning, boolean answer) {
    return transaction
        .preparedQuery(KEEP)
        .execute(
            Tuple.of(
                inbound.messageId(), inbound.channel().word(), address, meaning.word(), answer))
        .chain(
            kept ->
                kept.rowCount() > 0
                    ? Uni.createFrom().item(new Kept(true, meaning, answer))
                    : transaction
                        .preparedQuery(FIND)
                        .execute(Tuple.of(inbound.messageId()))
                        .map(rows -> kept(rows.iterator().next())));
  }

  /** The client of the latest recipient of a number; {@link Sender#NOBODY} when there is none. */
  Uni<Sender> writtenTo(SqlConnection transaction, Buffer address) {
    return transaction
        .preparedQuery(WRITTEN_TO)
        .execute(Tuple.of(address))
        .map(
            rows -> {
              for (Row row : rows) {
                return new Sender(row.getString("language"), row.getString("name"));
              }
              return Sender.NOBODY;
            });
  }

  private static Kept kept(Row row) {
    return new Kept(false, Meaning.of(row.getString("meaning")), row.getBoolean("answered"));
  }
}
