package scrip.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Deliveries whose answer was lost: which are due for a look-up, and what one came to. */
@ApplicationScoped
public class UnknownDeliveries {

  // Taken before anybody is asked: nobody else asks meanwhile, and who dies asking leaves it due
  // again. Gaps grow with every look-up.
  private static final String TAKE =
      """
      WITH due AS (
        SELECT id FROM gift_card_deliveries
        WHERE look_up_after <= now() AND sms_status = 'unknown'
        ORDER BY look_up_after LIMIT $1 FOR UPDATE SKIP LOCKED
      ), taken AS (
        UPDATE gift_card_deliveries d
        SET look_ups = least(30000, d.look_ups + 1),
            look_up_after = now() + CASE d.look_ups WHEN 0 THEN INTERVAL '1 minute' WHEN 1 THEN INTERVAL '5 minutes'
                                                    WHEN 2 THEN INTERVAL '15 minutes' ELSE INTERVAL '1 hour' END
        FROM due WHERE d.id = due.id
        RETURNING d.id, d.channel, d.address, d.look_ups
      )
      SELECT t.id, t.channel, t.address, t.look_ups, a.id AS attempt, a.begun_at, a.body_hash,
             a.begun_at + $2 * INTERVAL '1 second' < now() AS over
      FROM taken t
      JOIN LATERAL (SELECT id, begun_at, body_hash FROM delivery_attempts WHERE delivery_id = t.id
                    ORDER BY begun_at DESC, id DESC LIMIT 1) AS a ON true
      """;

  private static final String BOUND =
      "SELECT message_id FROM provider_messages WHERE message_id = ANY ($1::text[])";

  // The state stays: only a person may do something about it.
  private static final String END =
      """
      WITH ended AS (
        UPDATE gift_card_deliveries
        SET look_up_after = NULL, absent_at = CASE WHEN $2 THEN now() END, reason = $3
        WHERE id = $1 AND sms_status = 'unknown'
        RETURNING id
      )
      UPDATE sms_delivery_log l SET error_message = $3 FROM ended e WHERE l.delivery_id = e.id
      """;

  private static final String IS_UNKNOWN =
      "SELECT FROM gift_card_deliveries WHERE id = $1 AND sms_status = 'unknown'";

  private final Pool pool;

  public UnknownDeliveries(Pool pool) {
    this.pool = pool;
  }

  /**
   * One that is looked up.
   *
   * @param bodyHash null when the text is not known
   * @param lookUps how often it was looked up, this time among them
   * @param over whether its message was worth nothing any more before anybody was asked
   */
  record Unknown(
      UUID id,
      Channel channel,
      String address,
      UUID attempt,
      Instant begunAt,
      byte[] bodyHash,
      int lookUps,
      boolean over) {

    @Override
    public String toString() {
      return "unknown delivery " + id;
    }
  }

  /**
   * Takes those that are due.
   *
   * @param provesAbsence how long after its call a message that is not there will not come any more
   */
  Uni<List<Unknown>> take(int atMost, Duration provesAbsence) {
    return pool.preparedQuery(TAKE)
        .execute(Tuple.of(atMost, (int) provesAbsence.toSeconds()))
        .map(
            rows -> {
              List<Unknown> taken = new ArrayList<>();
              rows.forEach(row -> taken.add(unknown(row)));
              return taken;
            });
  }

  /** Which of these messages belong to an attempt. */
  Uni<Set<String>> bound(List<String> messages) {
    return pool.preparedQuery(BOUND)
        .execute(Tuple.of(messages.toArray(String[]::new)))
        .map(
            rows -> {
              Set<String> bound = new HashSet<>();
              rows.forEach(row -> bound.add(row.getString("message_id")));
              return bound;
            });
  }

  Uni<Boolean> isUnknown(UUID delivery) {
    return pool.preparedQuery(IS_UNKNOWN)
        .execute(Tuple.of(delivery))
        .map(rows -> rows.rowCount() > 0);
  }

  /**
   * Ends the look-ups of one that is still unknown.
   *
   * @param absent whether it is certain that the provider has no message
   */
  Uni<Void> end(UUID delivery, boolean absent, String reason) {
    return pool.preparedQuery(END).execute(Tuple.of(delivery, absent, reason)).replaceWithVoid();
  }

  private static Unknown unknown(Row row) {
    Buffer hash = row.getBuffer("body_hash");
    return new Unknown(
        row.getUUID("id"),
        Channel.of(row.getString("channel")).orElseThrow(),
        row.getString("address"),
        row.getUUID("attempt"),
        row.getOffsetDateTime("begun_at").toInstant(),
        hash == null ? null : hash.getBytes(),
        row.getShort("look_ups"),
        row.getBoolean("over"));
  }
}
