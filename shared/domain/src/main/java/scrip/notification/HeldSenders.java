package scrip.notification;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import scrip.delivery.Channel;

/** Senders, one a channel, and until when each is held. */
@ApplicationScoped
public class HeldSenders {

  private static final String LIST =
      """
      SELECT channel, CASE WHEN not_before > now() THEN not_before END AS not_before, fault
      FROM senders ORDER BY channel
      """;

  private static final String LOCK =
      """
      SELECT channel, CASE WHEN not_before > now() THEN not_before END AS not_before, fault
      FROM senders WHERE channel = $1 FOR UPDATE
      """;

  private static final String RELEASE =
      "UPDATE senders SET not_before = '-infinity', fault = NULL WHERE channel = $1";

  private final Pool pool;

  public HeldSenders(Pool pool) {
    this.pool = pool;
  }

  /**
   * A sender.
   *
   * @param notBefore until when it is held; null when it is not
   * @param fault why it is, when it is for a fault of ours and not for a throttle
   */
  public record Sender(String channel, Instant notBefore, String fault) {

    boolean isHeld() {
      return notBefore != null || fault != null;
    }

    JsonObject asJson() {
      return new JsonObject()
          .put("notBefore", notBefore == null ? null : notBefore.toString())
          .put("fault", fault);
    }
  }

  public Uni<List<Sender>> list() {
    return pool.preparedQuery(LIST)
        .execute()
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(HeldSenders::read).toList());
  }

  /** Nobody else changes it until the transaction is over. */
  Uni<Sender> lock(SqlConnection transaction, Channel channel) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(channel.word()))
        .map(rows -> read(rows.iterator().next()));
  }

  Uni<Void> release(SqlConnection transaction, Channel channel) {
    return transaction.preparedQuery(RELEASE).execute(Tuple.of(channel.word())).replaceWithVoid();
  }

  private static Sender read(Row row) {
    return new Sender(
        row.getString("channel"), Notifications.instant(row, "not_before"), row.getString("fault"));
  }
}
