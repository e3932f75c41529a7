package scrip.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import scrip.delivery.WaitingDelivery.Composed;

/** Attempts: writing down that calls begin, and letting go of deliveries that get none. */
@ApplicationScoped
public class DeliveryAttempts {

  private static final int DEADLOCKS_AT_MOST = 5;

  // Committed before the calls: from here on the provider may have the messages, unless outcomes
  // say otherwise.
  private static final String BEGIN =
      """
      WITH given AS (
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::bytea[]) AS g (delivery, lease, attempt, body_hash)
      ), begun AS (
        UPDATE gift_card_deliveries d SET sms_status = 'sending', lease_until = now() + $5 * INTERVAL '1 second'
        FROM given n
        WHERE d.id = n.delivery AND d.lease_token = n.lease AND d.lease_until > now()
          AND d.sms_status IN ('pending', 'held')
          AND EXISTS (SELECT FROM senders s WHERE s.channel = d.channel AND s.not_before <= now())
          AND NOT EXISTS (SELECT FROM opt_outs o WHERE o.address_hash = d.address_hash)
          AND EXISTS (SELECT FROM gift_cards g WHERE g.id = d.gift_card_id AND g.current_claim_id = d.claim_id
                        AND g.status IN ('claimed', 'sent', 'delivered'))
        RETURNING d.id, d.gift_card_id, d.claim_id, d.channel, d.address, d.provider_calls, n.attempt, n.body_hash
      ), attempt AS (
        INSERT INTO delivery_attempts (id, delivery_id, claim_id, number, channel, body_hash)
        SELECT attempt, id, claim_id, provider_calls + 1, channel, body_hash FROM begun
      ), log AS (
        INSERT INTO sms_delivery_log (delivery_id, gift_card_id, phone_number, delivery_status)
        SELECT id, gift_card_id, address, 'sending' FROM begun WHERE channel = 'sms'
        ON CONFLICT (delivery_id) DO UPDATE SET delivery_status = 'sending', last_retry_at = now()
      )
      SELECT id FROM begun
      """;

  private static final String LET_GO =
      """
      WITH looked AS (
        SELECT d.id,
               CASE WHEN EXISTS (SELECT FROM opt_outs o WHERE o.address_hash = d.address_hash)
                    THEN 'not sent: the recipient asked for no messages'
                    WHEN NOT EXISTS (SELECT FROM gift_cards g WHERE g.id = d.gift_card_id
                                       AND g.current_claim_id = d.claim_id
                                       AND g.status IN ('claimed', 'sent', 'delivered'))
                    THEN 'not sent: the card is the recipient''s no more' END AS why
        FROM unnest($1::uuid[], $2::uuid[]) AS n (delivery, lease)
        JOIN gift_card_deliveries d ON d.id = n.delivery AND d.lease_token = n.lease
      ), freed AS (
        UPDATE gift_card_deliveries d
        SET sms_status = CASE WHEN l.why IS NULL THEN d.sms_status ELSE 'suppressed' END,
            reason = coalesce(l.why, d.reason), lease_token = NULL, lease_until = NULL
        FROM looked l, unnest($1::uuid[], $2::uuid[]) AS n (delivery, lease)
        WHERE d.id = l.id AND n.delivery = d.id AND d.lease_token = n.lease AND d.sms_status IN ('pending', 'held')
        RETURNING d.id, d.gift_card_id, d.channel, d.address, l.why
      )
      INSERT INTO sms_delivery_log (delivery_id, gift_card_id, phone_number, delivery_status, error_message)
      SELECT id, gift_card_id, address, 'suppressed', why FROM freed WHERE why IS NOT NULL AND channel = 'sms'
      ON CONFLICT (delivery_id) DO UPDATE
        SET delivery_status = 'suppressed', error_message = EXCLUDED.error_message
      """;

  private final Pool pool;

  public DeliveryAttempts(Pool pool) {
    this.pool = pool;
  }

  /**
   * Writes down that calls begin, all in one transaction.
   *
   * @return the deliveries that may be called for. The others must not: their lease is over, their
   *     sender is held, or they were suppressed or finished meanwhile
   */
  Uni<Set<UUID>> begin(List<Composed> batch, Duration lease) {
    return pool.preparedQuery(BEGIN)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(ids(batch.stream().map(Composed::delivery).toList()))
                .addArrayOfUUID(leases(batch.stream().map(Composed::delivery).toList()))
                .addArrayOfUUID(batch.stream().map(Composed::attempt).toArray(UUID[]::new))
                .addValue(batch.stream().map(c -> buffer(c.bodyHash())).toArray(Buffer[]::new))
                .addLong(lease.toSeconds()))
        .onFailure(DeliveryAttempts::deadlock)
        .retry()
        .atMost(DEADLOCKS_AT_MOST)
        .map(
            rows -> {
              Set<UUID> begun = new HashSet<>();
              for (Row row : rows) {
                begun.add(row.getUUID("id"));
              }
              return begun;
            });
  }

  /**
   * Ends those whose recipient opted out or whose card was taken from them, and says so; the others
   * wait as before. Does nothing to what is not leased as given.
   */
  Uni<Void> letGo(List<WaitingDelivery> leased) {
    return leased.isEmpty()
        ? Uni.createFrom().voidItem()
        : pool.preparedQuery(LET_GO)
            .execute(Tuple.tuple().addArrayOfUUID(ids(leased)).addArrayOfUUID(leases(leased)))
            .onFailure(DeliveryAttempts::deadlock)
            .retry()
            .atMost(DEADLOCKS_AT_MOST)
            .replaceWithVoid();
  }

  static boolean deadlock(Throwable failure) {
    return failure instanceof PgException e && "40P01".equals(e.getSqlState());
  }

  private static UUID[] ids(List<WaitingDelivery> deliveries) {
    return deliveries.stream().map(WaitingDelivery::id).toArray(UUID[]::new);
  }

  private static UUID[] leases(List<WaitingDelivery> deliveries) {
    return deliveries.stream().map(WaitingDelivery::lease).toArray(UUID[]::new);
  }

  private static Buffer buffer(byte[] bytes) {
    return bytes == null ? null : Buffer.buffer(bytes);
  }
}
