package scrip.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import scrip.delivery.WaitingDelivery.Called;

/** What came of attempts, and what follows from it. */
@ApplicationScoped
public class AttemptOutcomes {

  private static final int DEADLOCKS_AT_MOST = 5;

  // A lost answer may still come late: then what it says takes its delivery out of unknown, where
  // its call was counted; of an earlier attempt only that it was accepted. What the provider
  // accepted also proves that the sender is not at fault any more. Without a wait a delivery stays
  // as due as it was, so that the same run takes it again. The outcomes are not read from what was
  // given above: when the update meets a row that a report has just changed, PostgreSQL reads that
  // again, and an outcome would be inserted twice.
  private static final String FINISH =
      """
      WITH given AS (
        SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::int[], $7::text[],
                             $8::int[], $9::text[], $10::int[], $11::int[], $12::int[], $13::text[], $14::text[],
                             $15::text[], $16::boolean[])
          AS g (delivery, lease, attempt, outcome, message_id, code, text, latency_ms, next, counts, wait,
                sender_wait, fault, alert, alert_detail, opts_out)
      ), outcome AS (
        INSERT INTO delivery_attempt_outcomes (attempt_id, outcome, provider_message_id, provider_code, text, latency_ms)
        SELECT * FROM unnest($3::uuid[], $4::text[], $5::text[], $6::int[], $7::text[], $8::int[])
      ), done AS (
        UPDATE gift_card_deliveries d
        SET sms_status = n.next, lease_token = NULL, lease_until = NULL,
            provider_calls = CASE d.sms_status WHEN 'sending' THEN least(3, d.provider_calls + n.counts)
                                               ELSE greatest(0, d.provider_calls - 1 + n.counts) END,
            not_before = CASE WHEN n.outcome = 'not_connected' AND n.wait = 0 THEN d.not_before
                              ELSE now() + n.wait * INTERVAL '1 second' END,
            sms_sent_at = CASE WHEN n.next = 'sent' THEN now() ELSE d.sms_sent_at END,
            reason = n.text, code = n.code,
            look_up_after = CASE WHEN n.next = 'unknown' THEN now() + INTERVAL '30 seconds' END
        FROM given n
        WHERE d.id = n.delivery
          AND (d.sms_status = 'sending' AND d.lease_token = n.lease
            OR d.sms_status = 'unknown' AND n.next = 'sent'
            OR d.sms_status = 'unknown' AND n.next <> 'unknown'
              AND n.attempt = (SELECT a.id FROM delivery_attempts a WHERE a.delivery_id = d.id
                               ORDER BY a.begun_at DESC, a.id DESC LIMIT 1))
        RETURNING d.id, d.gift_card_id, d.claim_id, d.channel, d.address_hash, d.sms_status, d.provider_calls,
                  n.text, n.sender_wait, n.fault, n.alert, n.alert_detail, n.opts_out
      ), card AS (
        UPDATE gift_cards g SET status = 'sent', sent_at = now()
        FROM done d
        WHERE d.sms_status = 'sent' AND g.id = d.gift_card_id AND g.current_claim_id = d.claim_id
          AND g.status = 'claimed'
      ), log AS (
        UPDATE sms_delivery_log l
        SET delivery_status = d.sms_status, retry_count = d.provider_calls, error_message = d.text
        FROM done d WHERE l.delivery_id = d.id
      ), said AS (
        SELECT channel, max(sender_wait) AS wait, max(fault) AS fault, bool_or(sms_status = 'sent') AS accepted
        FROM done GROUP BY channel
      ), sender AS (
        UPDATE senders s
        SET not_before = greatest(s.not_before, now() + t.wait * INTERVAL '1 second'),
            fault = coalesce(t.fault, CASE WHEN NOT t.accepted THEN s.fault END)
        FROM said t WHERE s.channel = t.channel AND (t.wait > 0 OR t.accepted AND s.fault IS NOT NULL)
      ), healed AS (
        UPDATE alerts a SET closed_at = now()
        FROM said t
        WHERE t.accepted AND t.fault IS NULL AND a.kind = t.channel || '-misconfigured' AND a.closed_at IS NULL
      ), told AS (
        INSERT INTO alerts (kind, detail)
        SELECT channel || '-misconfigured', fault FROM said WHERE fault IS NOT NULL
        UNION ALL
        SELECT alert, max(alert_detail) FROM done WHERE alert IS NOT NULL GROUP BY alert
        ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      ), opted_out AS (
        INSERT INTO opt_outs (address_hash, source, because_of)
        SELECT address_hash, 'provider', NULL FROM done WHERE opts_out
        UNION
        SELECT r.email_hash, 'provider', r.phone_hash FROM done d JOIN recipients r ON r.phone_hash = d.address_hash
        WHERE d.opts_out AND r.email_hash IS NOT NULL
        ON CONFLICT DO NOTHING
      )
      SELECT id FROM done WHERE sms_status = 'failed'
      """;

  private final Pool pool;
  private final Fallback fallback;

  public AttemptOutcomes(Pool pool, Fallback fallback) {
    this.pool = pool;
    this.fallback = fallback;
  }

  /**
   * Writes down what came of calls, and with it, in one transaction, the states of deliveries,
   * cards, log and senders, and the e-mails that stand in for what failed. A delivery that has gone
   * on without us stays as it is; its outcome is kept all the same. An attempt has one outcome; a
   * second one is refused by the database, and all of the group with it.
   */
  Uni<Void> write(List<Called> group) {
    boolean mayFail = group.stream().anyMatch(c -> next(c).equals("failed"));
    Uni<Void> written = mayFail ? pool.withTransaction(on -> write(on, group)) : write(pool, group);
    return written.onFailure(DeliveryAttempts::deadlock).retry().atMost(DEADLOCKS_AT_MOST);
  }

  private Uni<Void> write(SqlClient on, List<Called> group) {
    return on.preparedQuery(FINISH)
        .execute(parameters(group))
        .chain(
            rows -> {
              List<UUID> failed = new ArrayList<>();
              for (Row row : rows) {
                failed.add(row.getUUID("id"));
              }
              return failed.isEmpty()
                  ? Uni.createFrom().voidItem()
                  : fallback.follow(on, failed.toArray(UUID[]::new)).replaceWithVoid();
            });
  }

  private static String next(Called called) {
    return called.outcome().nextStatus(called.delivery().calls());
  }

  private static Tuple parameters(List<Called> group) {
    return Tuple.tuple()
        .addArrayOfUUID(array(group, c -> c.delivery().id(), UUID[]::new))
        .addArrayOfUUID(array(group, c -> c.delivery().lease(), UUID[]::new))
        .addArrayOfUUID(array(group, Called::attempt, UUID[]::new))
        .addArrayOfString(texts(group, c -> c.outcome().word()))
        .addArrayOfString(texts(group, AttemptOutcomes::messageId))
        .addArrayOfInteger(numbers(group, c -> c.outcome().code()))
        .addArrayOfString(texts(group, c -> c.outcome().text()))
        .addArrayOfInteger(numbers(group, Called::latencyMillis))
        .addArrayOfString(texts(group, AttemptOutcomes::next))
        .addArrayOfInteger(numbers(group, c -> c.outcome().counts() ? 1 : 0))
        .addArrayOfInteger(
            numbers(group, c -> (int) c.outcome().wait(uncounted(c.delivery())).toSeconds()))
        .addArrayOfInteger(numbers(group, c -> (int) c.outcome().senderWait().toSeconds()))
        .addArrayOfString(texts(group, AttemptOutcomes::fault))
        .addArrayOfString(texts(group, c -> alert(c, DeliveryAlert::kind)))
        .addArrayOfString(texts(group, c -> alert(c, a -> a.detail("attempt " + c.attempt()))))
        .addArrayOfBoolean(array(group, c -> c.outcome().optsOut(), Boolean[]::new));
  }

  private static int uncounted(WaitingDelivery delivery) {
    return delivery.attempts() - delivery.calls();
  }

  private static String messageId(Called called) {
    return called.outcome() instanceof DeliveryOutcome.Accepted a ? a.providerMessageId() : null;
  }

  private static String fault(Called called) {
    return called.outcome() instanceof DeliveryOutcome.Misconfigured m ? m.text() : null;
  }

  private static String alert(Called called, Function<DeliveryAlert, String> of) {
    DeliveryAlert alert = called.outcome().alert();
    return alert == null ? null : of.apply(alert);
  }

  private static String[] texts(List<Called> group, Function<Called, String> of) {
    return array(group, of, String[]::new);
  }

  private static Integer[] numbers(List<Called> group, Function<Called, Integer> of) {
    return array(group, of, Integer[]::new);
  }

  private static <T> T[] array(
      List<Called> group, Function<Called, T> of, java.util.function.IntFunction<T[]> type) {
    return group.stream().map(of).toArray(type);
  }
}
