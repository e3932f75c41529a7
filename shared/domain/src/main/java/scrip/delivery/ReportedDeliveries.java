package scrip.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import scrip.delivery.AfterReport.Standing;

/** Deliveries that a report is about, with their messages, receipts, cards and log. */
@ApplicationScoped
public class ReportedDeliveries {

  // The deliveries of the claim by their ids, then everything else: the order in which everybody
  // takes them.
  private static final String LOCK =
      """
      SELECT a.delivery_id AS delivery, a.id AS attempt
      FROM delivery_attempts a JOIN gift_card_deliveries d ON d.claim_id = a.claim_id
      WHERE a.id = coalesce((SELECT attempt_id FROM provider_messages WHERE message_id = $1), $2)
      ORDER BY d.id
      FOR NO KEY UPDATE OF d
      """;

  // A statement of its own: what the lock waited for would not be seen by the one that waited.
  private static final String READ =
      """
      SELECT d.sms_status, d.provider_calls,
             (SELECT m.status FROM provider_messages m WHERE m.message_id = $1) AS known,
             EXISTS (SELECT FROM provider_messages m WHERE m.attempt_id = a.id AND m.message_id <> $1) AS another,
             NOT EXISTS (SELECT FROM delivery_attempts n
                         WHERE n.delivery_id = d.id AND (n.begun_at, n.id) > (a.begun_at, a.id)) AS latest,
             EXISTS (SELECT FROM gift_card_deliveries o
                     WHERE o.claim_id = d.claim_id AND o.id <> d.id AND o.sms_status IN
                       ('pending', 'held', 'sending', 'sent', 'unknown', 'delivered', 'manually_delivered')) AS superseded
      FROM delivery_attempts a JOIN gift_card_deliveries d ON d.id = a.delivery_id
      WHERE a.id = $2
      """;

  private static final String KEEP_UNMATCHED =
      """
      INSERT INTO delivery_receipts (message_id, delivery_id, source, word, code) VALUES ($1, $2, $3, $4, coalesce($5, 0))
      ON CONFLICT DO NOTHING
      """;

  // Whatever is said of a message, a provider has it: its card counts as claimed only no more.
  private static final String APPLY =
      """
      WITH receipt AS (
        INSERT INTO delivery_receipts (message_id, attempt_id, delivery_id, source, word, code)
        VALUES ($2, $3, $1, $4, $5, coalesce($6, 0))
        ON CONFLICT DO NOTHING
      ), message AS (
        INSERT INTO provider_messages AS m
          (message_id, attempt_id, delivery_id, channel, learned_from, status, code, final_at, fetch_after, redact_after)
        SELECT $2, $3, $1, d.channel, $8, $7, $6, CASE WHEN $9 THEN now() END,
               CASE WHEN NOT $9 AND d.channel <> 'email' THEN now() + INTERVAL '10 minutes' END,
               CASE WHEN $9 AND d.channel <> 'email' THEN now() END
        FROM gift_card_deliveries d WHERE d.id = $1
        ON CONFLICT (message_id) DO UPDATE
          SET status = EXCLUDED.status, code = coalesce(EXCLUDED.code, m.code),
              final_at = coalesce(m.final_at, EXCLUDED.final_at),
              fetch_after = CASE WHEN EXCLUDED.final_at IS NULL THEN m.fetch_after END,
              redact_after = coalesce(m.redact_after, CASE WHEN m.final_at IS NULL AND m.redacted_at IS NULL
                                                            AND m.redactions = 0 THEN EXCLUDED.redact_after END)
          WHERE m.attempt_id = EXCLUDED.attempt_id
        RETURNING m.message_id
      ), done AS (
        UPDATE gift_card_deliveries d
        SET sms_status = $10, provider_calls = $11, not_before = greatest(d.not_before, now() + $12 * INTERVAL '1 second'),
            lease_token = NULL, lease_until = NULL, code = $6, reason = $13,
            sms_sent_at = CASE WHEN $10 IN ('sent', 'delivered', 'undelivered') THEN coalesce(d.sms_sent_at, now())
                               ELSE d.sms_sent_at END
        WHERE d.id = $1 AND $14
        RETURNING d.id, d.sms_status, d.provider_calls
      ), card AS (
        UPDATE gift_cards g SET status = 'sent', sent_at = now()
        FROM gift_card_deliveries d
        WHERE d.id = $1 AND g.id = d.gift_card_id AND g.current_claim_id = d.claim_id AND g.status = 'claimed'
      ), log AS (
        UPDATE sms_delivery_log l
        SET delivery_status = d.sms_status, retry_count = d.provider_calls, error_message = $13
        FROM done d WHERE l.delivery_id = d.id
      )
      SELECT FROM message
      """;

  private static final String CARD_IS_THERE =
      """
      UPDATE gift_cards g SET status = 'delivered', delivered_at = now()
      FROM gift_card_deliveries d
      WHERE d.id = $1 AND g.id = d.gift_card_id AND g.current_claim_id = d.claim_id AND g.status = 'sent'
      """;

  private static final String HOLD_SENDER =
      """
      WITH held AS (
        UPDATE senders s SET not_before = greatest(s.not_before, now() + $2 * INTERVAL '1 second'),
               fault = coalesce($3, s.fault)
        FROM gift_card_deliveries d WHERE d.id = $1 AND s.channel = d.channel
      )
      INSERT INTO alerts (kind, detail)
      SELECT d.channel || '-misconfigured', $3 FROM gift_card_deliveries d WHERE d.id = $1 AND $3 IS NOT NULL
      ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      """;

  // Who wants no messages wants none by e-mail either.
  private static final String OPT_OUT =
      """
      INSERT INTO opt_outs (address_hash, source, because_of)
      SELECT d.address_hash, 'provider', NULL FROM gift_card_deliveries d WHERE d.id = $1
      UNION ALL
      SELECT DISTINCT r.email_hash, 'provider', r.phone_hash
      FROM gift_card_deliveries d JOIN recipients r ON r.phone_hash = d.address_hash
      WHERE d.id = $1 AND r.email_hash IS NOT NULL
      ON CONFLICT DO NOTHING
      """;

  private static final String TELL =
      """
      INSERT INTO alerts (kind, detail) VALUES ($1, $2)
      ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      """;

  /** Whose report it is. */
  record Subject(UUID delivery, UUID attempt) {}

  /**
   * How it stands.
   *
   * @param another whether the attempt has another message already
   */
  record Found(Standing standing, boolean another) {}

  /**
   * Holds the delivery of a message, or of the attempt that a report names for it, and the others
   * with its card; empty when no attempt of ours accounts for it.
   */
  Uni<Optional<Subject>> lock(SqlConnection transaction, Report report) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(report.messageId(), report.attempt()))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? Optional.empty()
                    : Optional.of(subject(rows.iterator().next())));
  }

  Uni<Found> read(SqlConnection transaction, Report report, Subject subject) {
    return transaction
        .preparedQuery(READ)
        .execute(Tuple.of(report.messageId(), subject.attempt()))
        .map(rows -> found(rows.iterator().next()));
  }

  /** Keeps a report that no attempt accounts for; once, however often it comes. */
  Uni<Void> keepUnmatched(SqlConnection transaction, Report report, UUID delivery) {
    return transaction
        .preparedQuery(KEEP_UNMATCHED)
        .execute(
            Tuple.of(
                report.messageId(), delivery, report.source().word(), report.word(), code(report)))
        .replaceWithVoid();
  }

  /**
   * Keeps the report, binds its message, and moves delivery, card and log on.
   *
   * @param message how far the message is known to be now
   * @param moves whether the delivery changes
   * @return false when somebody bound the message to another attempt meanwhile: then nothing of
   *     this may be committed
   */
  Uni<Boolean> apply(
      SqlConnection transaction,
      Report report,
      Subject subject,
      Report.State message,
      AfterReport after,
      boolean moves) {
    boolean last = message.compareTo(Report.State.UNDELIVERED) >= 0;
    return transaction
        .preparedQuery(APPLY)
        .execute(
            Tuple.tuple()
                .addUUID(subject.delivery())
                .addString(report.messageId())
                .addUUID(subject.attempt())
                .addString(report.source().word())
                .addString(report.word())
                .addInteger(code(report))
                .addString(message.name().toLowerCase(Locale.ROOT))
                .addString(report.source() == Report.Source.CALLBACK ? "callback" : "look-up")
                .addBoolean(last)
                .addString(after.status())
                .addInteger(after.calls())
                .addInteger((int) after.pause().toSeconds())
                .addString(report.failure() == null ? null : report.failure().text())
                .addBoolean(moves))
        .map(rows -> rows.rowCount() > 0);
  }

  Uni<Void> cardIsThere(SqlConnection transaction, UUID delivery) {
    return transaction.preparedQuery(CARD_IS_THERE).execute(Tuple.of(delivery)).replaceWithVoid();
  }

  /** Lets every message of its sender wait; a fault of ours is told, too. */
  Uni<Void> holdSender(SqlConnection transaction, UUID delivery, Report.Failure failure) {
    String fault = failure.kind() == FailureClass.MISCONFIGURED ? failure.text() : null;
    return transaction
        .preparedQuery(HOLD_SENDER)
        .execute(Tuple.of(delivery, (int) failure.hold().toSeconds(), fault))
        .replaceWithVoid();
  }

  Uni<Void> optOut(SqlConnection transaction, UUID delivery) {
    return transaction.preparedQuery(OPT_OUT).execute(Tuple.of(delivery)).replaceWithVoid();
  }

  /** Opens an alert unless one of its kind is open. */
  Uni<Void> tell(SqlConnection transaction, DeliveryAlert alert, String what) {
    return transaction
        .preparedQuery(TELL)
        .execute(Tuple.of(alert.kind(), alert.detail(what)))
        .replaceWithVoid();
  }

  private static Integer code(Report report) {
    return report.failure() == null ? null : report.failure().code();
  }

  private static Subject subject(Row row) {
    return new Subject(row.getUUID("delivery"), row.getUUID("attempt"));
  }

  private static Found found(Row row) {
    String known = row.getString("known");
    return new Found(
        new Standing(
            row.getString("sms_status"),
            row.getInteger("provider_calls"),
            row.getBoolean("latest"),
            known == null ? null : Report.State.valueOf(known.toUpperCase(Locale.ROOT)),
            row.getBoolean("superseded")),
        row.getBoolean("another"));
  }
}
