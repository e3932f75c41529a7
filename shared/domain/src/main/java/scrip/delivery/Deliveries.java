package scrip.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Deliveries: leasing them, beginning an attempt, writing down what came of it. */
@ApplicationScoped
public class Deliveries {

  private static final String LEASE =
      """
      WITH due AS (
        SELECT d.id FROM gift_card_deliveries d
        WHERE d.sms_status IN ('pending', 'held') AND d.channel = 'sms' AND d.not_before <= coalesce($5, now())
          AND (d.lease_until IS NULL OR d.lease_until < now())
          AND (d.provider_calls > 0) = $1
          AND EXISTS (SELECT FROM senders s WHERE s.channel = 'sms' AND s.not_before <= now())
        ORDER BY d.not_before LIMIT $2 FOR UPDATE OF d SKIP LOCKED
      ), leased AS (
        UPDATE gift_card_deliveries d SET lease_token = $3, lease_until = now() + $4 * INTERVAL '1 second'
        FROM due WHERE d.id = due.id
        RETURNING d.id, d.recipient_id, d.gift_card_id, d.address, d.provider_calls
      )
      SELECT l.id, l.address, l.provider_calls, r.first_name, c.message_template, b.name AS brand, p.value_minor,
             p.currency, g.pool_id, g.code_hash, g.sealed, k.id AS key_id, k.key_encryption_key, k.wrapped,
             (SELECT count(*) FROM delivery_attempts a WHERE a.delivery_id = l.id) AS attempts
      FROM leased l
      JOIN recipients r ON r.id = l.recipient_id
      JOIN campaigns c ON c.id = r.campaign_id
      JOIN gift_cards g ON g.id = l.gift_card_id
      JOIN card_pools p ON p.id = g.pool_id
      JOIN brands b ON b.id = p.brand_id
      JOIN data_keys k ON k.id = g.data_key_id
      """;

  // Committed before the call: from here on the provider may have the message, unless an outcome
  // says otherwise.
  private static final String BEGIN =
      """
      WITH begun AS (
        UPDATE gift_card_deliveries d SET sms_status = 'sending', lease_until = now() + $4 * INTERVAL '1 second'
        WHERE id = $1 AND lease_token = $2 AND lease_until > now() AND sms_status IN ('pending', 'held')
          AND NOT EXISTS (SELECT FROM opt_outs o WHERE o.address_hash = d.address_hash)
          AND EXISTS (SELECT FROM gift_cards g WHERE g.id = d.gift_card_id AND g.current_claim_id = d.claim_id
                        AND g.status IN ('claimed', 'sent', 'delivered'))
        RETURNING id, gift_card_id, claim_id, channel, address, provider_calls
      ), attempt AS (
        INSERT INTO delivery_attempts (id, delivery_id, claim_id, number, channel)
        SELECT $3, id, claim_id, provider_calls + 1, channel FROM begun
      )
      INSERT INTO sms_delivery_log (delivery_id, gift_card_id, phone_number, delivery_status)
      SELECT id, gift_card_id, address, 'sending' FROM begun
      ON CONFLICT (delivery_id) DO UPDATE SET delivery_status = 'sending', last_retry_at = now()
      """;

  private static final String SUPPRESS =
      """
      WITH suppressed AS (
        UPDATE gift_card_deliveries d SET sms_status = 'suppressed', lease_token = NULL, lease_until = NULL
        WHERE id = $1 AND lease_token = $2 AND sms_status IN ('pending', 'held')
          AND (EXISTS (SELECT FROM opt_outs o WHERE o.address_hash = d.address_hash)
               OR NOT EXISTS (SELECT FROM gift_cards g WHERE g.id = d.gift_card_id AND g.current_claim_id = d.claim_id
                                AND g.status IN ('claimed', 'sent', 'delivered')))
        RETURNING id, gift_card_id, address,
                  CASE WHEN EXISTS (SELECT FROM opt_outs o WHERE o.address_hash = d.address_hash)
                       THEN 'not sent: the recipient asked for no messages'
                       ELSE 'not sent: the card is the recipient''s no more' END AS why
      )
      INSERT INTO sms_delivery_log (delivery_id, gift_card_id, phone_number, delivery_status, error_message)
      SELECT id, gift_card_id, address, 'suppressed', why FROM suppressed
      ON CONFLICT (delivery_id) DO UPDATE
        SET delivery_status = 'suppressed', error_message = EXCLUDED.error_message
      """;

  // A lost answer may still come late: then an accepted message takes its delivery out of unknown.
  // What the provider
  // accepted also proves that the sender is not at fault any more.
  private static final String FINISH =
      """
      WITH outcome AS (
        INSERT INTO delivery_attempt_outcomes
          (attempt_id, outcome, provider_message_id, provider_code, text, latency_ms)
        VALUES ($3, $4, $5, $6, $7, $8)
      ), done AS (
        UPDATE gift_card_deliveries
        SET sms_status = $9, lease_token = NULL, lease_until = NULL,
            provider_calls = least(3, provider_calls + $10),
            not_before = now() + $11 * INTERVAL '1 second',
            sms_sent_at = CASE WHEN $9 = 'sent' THEN now() ELSE sms_sent_at END
        WHERE id = $1
          AND (sms_status = 'sending' AND lease_token = $2 OR sms_status = 'unknown' AND $9 = 'sent')
        RETURNING id, gift_card_id, claim_id, channel, sms_status, provider_calls
      ), card AS (
        UPDATE gift_cards g SET status = 'sent', sent_at = now()
        FROM done d
        WHERE d.sms_status = 'sent' AND g.id = d.gift_card_id AND g.current_claim_id = d.claim_id
          AND g.status = 'claimed'
      ), log AS (
        UPDATE sms_delivery_log l
        SET delivery_status = d.sms_status, retry_count = d.provider_calls, error_message = $7
        FROM done d WHERE l.delivery_id = d.id
      ), held AS (
        UPDATE senders s SET not_before = greatest(s.not_before, now() + $12 * INTERVAL '1 second'), fault = $13
        FROM done d WHERE s.channel = d.channel AND $12 > 0
      ), healed AS (
        UPDATE senders s SET fault = NULL
        FROM done d WHERE s.channel = d.channel AND d.sms_status = 'sent' AND s.fault IS NOT NULL
      ), told AS (
        INSERT INTO alerts (kind, detail)
        SELECT 'sms-misconfigured', $13 FROM done WHERE $13 IS NOT NULL
        ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      )
      SELECT id FROM done
      """;

  private static final String LOSE =
      """
      WITH lost AS (
        SELECT id FROM gift_card_deliveries
        WHERE sms_status = 'sending' AND lease_until < now()
        ORDER BY lease_until LIMIT $1 FOR UPDATE SKIP LOCKED
      ), unknown AS (
        UPDATE gift_card_deliveries d
        SET sms_status = 'unknown', lease_token = NULL, lease_until = NULL,
            provider_calls = least(3, provider_calls + 1)
        FROM lost WHERE d.id = lost.id
        RETURNING d.id, d.provider_calls
      ), log AS (
        UPDATE sms_delivery_log l
        SET delivery_status = 'unknown', retry_count = u.provider_calls,
            error_message = 'the answer of the provider was lost; it is not sent again before that is cleared up'
        FROM unknown u WHERE l.delivery_id = u.id
      )
      SELECT count(*) AS lost, now() AS at FROM unknown
      """;

  private static final String ANY_DUE =
      """
      SELECT FROM gift_card_deliveries d
      WHERE d.sms_status IN ('pending', 'held') AND d.channel = 'sms' AND d.not_before <= now()
        AND (d.lease_until IS NULL OR d.lease_until < now()) AND d.provider_calls = 0
        AND EXISTS (SELECT FROM senders s WHERE s.channel = 'sms' AND s.not_before <= now())
      LIMIT 1
      """;

  private final Pool pool;

  public Deliveries(Pool pool) {
    this.pool = pool;
  }

  /** Whether these are first sends or attempts two and three. */
  public enum Turn {
    FIRST,
    AGAIN
  }

  /**
   * Leases deliveries that are due. Nobody else gets them until the lease ends; then anybody does.
   * Those that were tried before are due once in a run: after its beginning they wait for the next
   * one.
   */
  Uni<List<WaitingDelivery>> lease(Turn turn, int atMost, Duration lease, OffsetDateTime runBegan) {
    UUID token = UUID.randomUUID();
    OffsetDateTime dueBy = turn == Turn.AGAIN ? runBegan : null;
    return pool.preparedQuery(LEASE)
        .execute(Tuple.of(turn == Turn.AGAIN, atMost, token, lease.toSeconds(), dueBy))
        .map(
            rows -> {
              List<WaitingDelivery> leased = new ArrayList<>();
              for (Row row : rows) {
                leased.add(read(row, token));
              }
              return leased;
            });
  }

  /**
   * Writes down that a call begins.
   *
   * @return false when it must not: the lease is over, or the delivery was suppressed or finished
   *     meanwhile
   */
  Uni<Boolean> begin(WaitingDelivery sms, UUID attempt, Duration lease) {
    return pool.preparedQuery(BEGIN)
        .execute(Tuple.of(sms.id(), sms.lease(), attempt, lease.toSeconds()))
        .map(rows -> rows.rowCount() > 0);
  }

  /**
   * Ends a delivery whose recipient opted out or whose card was taken from them, and says so in the
   * log; does nothing to any other.
   */
  Uni<Void> suppress(WaitingDelivery sms) {
    return pool.preparedQuery(SUPPRESS).execute(Tuple.of(sms.id(), sms.lease())).replaceWithVoid();
  }

  /**
   * Writes down what came of a call, and with it, in one transaction, the state of delivery, card,
   * log and sender. An attempt has one outcome; a second one is refused by the database.
   *
   * @return false when the delivery had gone on without us; the outcome is kept all the same
   */
  Uni<Boolean> finish(
      WaitingDelivery sms, UUID attempt, DeliveryOutcome outcome, Duration latency) {
    String messageId = outcome instanceof DeliveryOutcome.Accepted a ? a.providerMessageId() : null;
    String fault = outcome instanceof DeliveryOutcome.Misconfigured m ? m.text() : null;
    return pool.preparedQuery(FINISH)
        .execute(
            Tuple.tuple()
                .addUUID(sms.id())
                .addUUID(sms.lease())
                .addUUID(attempt)
                .addString(outcome.word())
                .addString(messageId)
                .addInteger(outcome.code())
                .addString(outcome.text())
                .addInteger((int) latency.toMillis())
                .addString(outcome.nextStatus(sms.calls()))
                .addInteger(outcome.counts() ? 1 : 0)
                .addInteger((int) outcome.wait(sms.attempts()).toSeconds())
                .addInteger((int) outcome.senderWait().toSeconds())
                .addString(fault))
        .onFailure(Deliveries::deadlock)
        .retry()
        .atMost(5)
        .map(rows -> rows.rowCount() > 0);
  }

  /** How many were lost, and the database's time. */
  record Lost(int count, OffsetDateTime at) {}

  /** Moves deliveries whose sender died in the middle of a call to unknown. */
  Uni<Lost> loseAbandoned(int atMost) {
    return pool.preparedQuery(LOSE)
        .execute(Tuple.of(atMost))
        .map(rows -> rows.iterator().next())
        .map(row -> new Lost(row.getLong("lost").intValue(), row.getOffsetDateTime("at")));
  }

  /** Whether any first send is due and free now. */
  Uni<Boolean> anyDue() {
    return pool.preparedQuery(ANY_DUE).execute().map(rows -> rows.rowCount() > 0);
  }

  private static boolean deadlock(Throwable failure) {
    return failure instanceof PgException e && "40P01".equals(e.getSqlState());
  }

  private static WaitingDelivery read(Row row, UUID token) {
    return new WaitingDelivery(
        row.getUUID("id"),
        token,
        row.getString("address"),
        row.getInteger("provider_calls"),
        row.getLong("attempts").intValue(),
        row.getString("message_template"),
        row.getString("first_name"),
        row.getString("brand"),
        row.getLong("value_minor"),
        row.getString("currency"),
        row);
  }
}
