package scrip.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Messages that a provider took: which are to be asked about, and whose text is to be taken back.
 */
@ApplicationScoped
public class ProviderMessages {

  static final int REDACTIONS_AT_MOST = 10;
  private static final int DEADLOCKS_AT_MOST = 5;

  // The last time it is asked about, its text is taken back as well: a report may never come.
  private static final String TAKE_TO_FETCH =
      """
      WITH due AS (
        SELECT message_id FROM provider_messages WHERE fetch_after <= now()
        ORDER BY fetch_after LIMIT $1 FOR UPDATE SKIP LOCKED
      ), taken AS (
        UPDATE provider_messages m
        SET fetches = least(30000, m.fetches + 1),
            fetch_after = CASE WHEN m.bound_at + $2 * INTERVAL '1 second' > now() THEN
              now() + CASE m.fetches WHEN 0 THEN INTERVAL '30 minutes' WHEN 1 THEN INTERVAL '2 hours'
                                     ELSE INTERVAL '6 hours' END END,
            redact_after = CASE WHEN m.bound_at + $2 * INTERVAL '1 second' > now() THEN m.redact_after
                                ELSE coalesce(m.redact_after, now()) END
        FROM due WHERE m.message_id = due.message_id
        RETURNING m.message_id, m.channel, m.delivery_id, m.fetch_after
      ), given_up AS (
        UPDATE gift_card_deliveries d SET reason = 'no final report of it ever came'
        FROM taken t WHERE t.fetch_after IS NULL AND d.id = t.delivery_id AND d.sms_status = 'sent'
      )
      SELECT message_id, channel FROM taken
      """;

  // Who gave no answer was not asked: it does not count, and the next run asks again.
  private static final String ASK_AGAIN =
      """
      UPDATE provider_messages SET fetches = greatest(0, fetches - 1), fetch_after = now() + INTERVAL '10 minutes'
      WHERE message_id = $1 AND final_at IS NULL
      """;

  private static final String TAKE_TO_REDACT =
      """
      WITH due AS (
        SELECT message_id FROM provider_messages WHERE redact_after <= now()
        ORDER BY redact_after LIMIT $1 FOR UPDATE SKIP LOCKED
      )
      UPDATE provider_messages m
      SET redactions = least(30000, m.redactions + 1),
          redact_after = now() + least(INTERVAL '6 hours', INTERVAL '1 minute' * power(3, least(m.redactions, 8)))
      FROM due WHERE m.message_id = due.message_id
      RETURNING m.message_id, m.channel
      """;

  private static final String REDACTED =
      "UPDATE provider_messages SET redacted_at = now(), redact_after = NULL WHERE message_id = $1";

  private static final String NOT_REDACTED =
      """
      WITH given_up AS (
        UPDATE provider_messages SET redact_after = NULL
        WHERE message_id = $1 AND redactions >= $2 AND redacted_at IS NULL
        RETURNING message_id
      )
      INSERT INTO alerts (kind, detail) SELECT $3, $4 FROM given_up
      ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      """;

  private static final String MISSING =
      """
      INSERT INTO alerts (kind, detail) VALUES ($1, $2)
      ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      """;

  private final Pool pool;

  public ProviderMessages(Pool pool) {
    this.pool = pool;
  }

  /** One of them. */
  record Taken(String id, Channel channel) {}

  /**
   * Takes messages without a final report, whose time has come to be asked about by their id.
   *
   * @param giveUpAfter how long after it was taken one is asked about for the last time
   */
  Uni<List<Taken>> takeToFetch(int atMost, Duration giveUpAfter) {
    // It locks messages before deliveries, who takes reports the other way round.
    return taken(TAKE_TO_FETCH, Tuple.of(atMost, (int) giveUpAfter.toSeconds()))
        .onFailure(DeliveryAttempts::deadlock)
        .retry()
        .atMost(DEADLOCKS_AT_MOST);
  }

  /** Asks about it again soon, because nobody answered. */
  Uni<Void> askAgain(String id) {
    return pool.preparedQuery(ASK_AGAIN).execute(Tuple.of(id)).replaceWithVoid();
  }

  /** Tells that the provider does not know a message which it took. */
  Uni<Void> missing(String id) {
    DeliveryAlert alert = DeliveryAlert.MESSAGE_MISSING;
    return pool.preparedQuery(MISSING)
        .execute(Tuple.of(alert.kind(), alert.detail("message " + id)))
        .replaceWithVoid();
  }

  /** Takes messages whose text is to be taken back. */
  Uni<List<Taken>> takeToRedact(int atMost) {
    return taken(TAKE_TO_REDACT, Tuple.of(atMost));
  }

  Uni<Void> redacted(String id) {
    return pool.preparedQuery(REDACTED).execute(Tuple.of(id)).replaceWithVoid();
  }

  /** Leaves it for later, or for somebody to do by hand when it was tried often enough. */
  Uni<Void> notRedacted(String id) {
    DeliveryAlert alert = DeliveryAlert.REDACTION_FAILED;
    return pool.preparedQuery(NOT_REDACTED)
        .execute(Tuple.of(id, REDACTIONS_AT_MOST, alert.kind(), alert.detail("message " + id)))
        .replaceWithVoid();
  }

  private Uni<List<Taken>> taken(String sql, Tuple parameters) {
    return pool.preparedQuery(sql)
        .execute(parameters)
        .map(
            rows -> {
              List<Taken> taken = new ArrayList<>();
              rows.forEach(
                  row ->
                      taken.add(
                          new Taken(
                              row.getString("message_id"),
                              Channel.of(row.getString("channel")).orElseThrow())));
              return taken;
            });
  }
}
