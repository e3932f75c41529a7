package scrip.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Deliveries that wait: finding and leasing them, and finding those whose sender died. */
@ApplicationScoped
public class Deliveries {

  private static final String LEASE =
      """
      WITH due AS (
        SELECT d.id FROM gift_card_deliveries d
        WHERE d.sms_status IN ('pending', 'held') AND d.not_before <= coalesce($5, now())
          AND (d.lease_until IS NULL OR d.lease_until < now())
          AND (d.provider_calls > 0) = $1
          AND d.channel = ANY (ARRAY(SELECT s.channel FROM senders s
                                     WHERE s.channel = ANY ($6::text[]) AND s.not_before <= now()))
        ORDER BY d.not_before LIMIT $2 FOR UPDATE OF d SKIP LOCKED
      ), leased AS (
        UPDATE gift_card_deliveries d SET lease_token = $3, lease_until = now() + $4 * INTERVAL '1 second'
        FROM due WHERE d.id = due.id
        RETURNING d.id, d.recipient_id, d.gift_card_id, d.channel, d.address, d.provider_calls
      )
      SELECT l.id, l.channel, l.address, l.provider_calls, r.first_name, r.last_name, c.message_template,
             c.whatsapp_content_sid, c.whatsapp_variables, c.email_subject, t.language, t.region, t.mail_colour,
             coalesce(t.mail_name, t.name) AS client_name, b.name AS brand, p.value_minor, p.currency,
             g.expires_on::text AS expires_on, g.pool_id, g.code_hash, g.sealed, k.id AS key_id,
             k.key_encryption_key, k.wrapped,
             (SELECT count(*) FROM delivery_attempts a WHERE a.delivery_id = l.id) AS attempts
      FROM leased l
      JOIN recipients r ON r.id = l.recipient_id
      JOIN campaigns c ON c.id = r.campaign_id
      JOIN clients t ON t.id = c.client_id
      JOIN gift_cards g ON g.id = l.gift_card_id
      JOIN card_pools p ON p.id = g.pool_id
      JOIN brands b ON b.id = p.brand_id
      JOIN data_keys k ON k.id = g.data_key_id
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
            provider_calls = least(3, provider_calls + 1), code = NULL,
            reason = 'the answer of the provider was lost; it is not sent again before that is cleared up',
            look_up_after = now() + INTERVAL '30 seconds'
        FROM lost WHERE d.id = lost.id
        RETURNING d.id, d.provider_calls, d.reason
      ), log AS (
        UPDATE sms_delivery_log l
        SET delivery_status = 'unknown', retry_count = u.provider_calls, error_message = u.reason
        FROM unknown u WHERE l.delivery_id = u.id
      )
      SELECT count(*) AS lost, now() AS at FROM unknown
      """;

  private static final String ANY_DUE =
      """
      SELECT FROM gift_card_deliveries d
      WHERE d.sms_status IN ('pending', 'held') AND d.not_before <= now()
        AND (d.lease_until IS NULL OR d.lease_until < now()) AND d.provider_calls = 0
        AND d.channel = ANY (ARRAY(SELECT s.channel FROM senders s
                                   WHERE s.channel = ANY ($1::text[]) AND s.not_before <= now()))
      LIMIT 1
      """;

  private static final String HOLD =
      """
      UPDATE senders SET not_before = greatest(not_before, now() + $2 * INTERVAL '1 millisecond') WHERE channel = $1
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
  Uni<List<WaitingDelivery>> lease(
      Turn turn, String[] channels, int atMost, Duration lease, OffsetDateTime runBegan) {
    UUID token = UUID.randomUUID();
    OffsetDateTime dueBy = turn == Turn.AGAIN ? runBegan : null;
    return pool.preparedQuery(LEASE)
        .execute(
            Tuple.of(turn == Turn.AGAIN, atMost, token, lease.toSeconds(), dueBy)
                .addArrayOfString(channels))
        .map(
            rows -> {
              List<WaitingDelivery> leased = new ArrayList<>();
              for (Row row : rows) {
                leased.add(read(row, token));
              }
              return leased;
            });
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

  /** Whether any first send by these channels is due and free now. */
  Uni<Boolean> anyDue(String[] channels) {
    return pool.preparedQuery(ANY_DUE)
        .execute(Tuple.tuple().addArrayOfString(channels))
        .map(rows -> rows.rowCount() > 0);
  }

  /** Lets nothing go out by a channel for so long from now on, or longer when it waits already. */
  Uni<Void> hold(Channel channel, Duration duration) {
    return pool.preparedQuery(HOLD)
        .execute(Tuple.of(channel.word(), duration.toMillis()))
        .replaceWithVoid();
  }

  private static WaitingDelivery read(Row row, UUID token) {
    return new WaitingDelivery(
        row.getUUID("id"),
        token,
        Channel.of(row.getString("channel")).orElseThrow(),
        row.getString("address"),
        row.getInteger("provider_calls"),
        row.getLong("attempts").intValue(),
        row);
  }
}
