package scrip.notification;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.StreamSupport;
import scrip.access.Caller;
import scrip.audit.AuditRecords;
import scrip.audit.AuditRecords.Act;
import scrip.notification.Notifications.Notification;
import scrip.problem.Refused;

/** All that is known of one delivery. Never a full address, never a code of a card. */
@ApplicationScoped
public class DeliveryTimelines {

  private static final int ACTS_AT_MOST = 200;

  private static final String ATTEMPTS =
      """
      SELECT a.id, a.number, a.begun_at, o.outcome, o.provider_code, o.text, o.latency_ms, o.known_at,
             coalesce(m.message_id, o.provider_message_id) AS message_id, m.status, m.code, m.learned_from, m.bound_at,
             m.final_at, m.fetch_after, m.redact_after, m.redacted_at
      FROM delivery_attempts a
      LEFT JOIN delivery_attempt_outcomes o ON o.attempt_id = a.id
      LEFT JOIN provider_messages m ON m.attempt_id = a.id
      WHERE a.delivery_id = $1 ORDER BY a.begun_at, a.id LIMIT 500
      """;

  private static final String RECEIPTS =
      """
      SELECT message_id, word, code, source, received_at FROM delivery_receipts
      WHERE delivery_id = $1 ORDER BY received_at, id LIMIT 500
      """;

  private static final String RELATED =
      """
      SELECT o.id, o.channel, o.kind, o.follows, o.sms_status, o.created_at
      FROM gift_card_deliveries d JOIN gift_card_deliveries o ON o.claim_id = d.claim_id AND o.id <> d.id
      WHERE d.id = $1 ORDER BY o.created_at, o.id LIMIT 100
      """;

  private static final String HOLD =
      """
      SELECT d.not_before, d.look_up_after, d.look_ups, d.absent_at, d.requested_by,
             CASE WHEN s.not_before > now() THEN s.not_before END AS sender_not_before, s.fault
      FROM gift_card_deliveries d JOIN senders s ON s.channel = d.channel WHERE d.id = $1
      """;

  private final Pool pool;
  private final DeliveryStandings standings;
  private final AuditRecords audit;

  public DeliveryTimelines(Pool pool, DeliveryStandings standings, AuditRecords audit) {
    this.pool = pool;
    this.standings = standings;
    this.audit = audit;
  }

  /**
   * A delivery and what happened to it.
   *
   * @param related other deliveries of the same claim: those it follows and those that follow it
   * @param can what the caller may do now: resend, email, mark, cancel
   */
  public record Timeline(
      Notification delivery,
      Waits waits,
      List<Attempt> attempts,
      List<Receipt> receipts,
      List<Related> related,
      List<Act> acts,
      List<String> can) {}

  /**
   * What it waits for.
   *
   * @param notBefore when it may be sent at the earliest
   * @param lookUpAfter when the provider is asked next what became of it; null when it is not
   * @param absentAt when the provider was found not to know of it, after it could matter any more
   * @param requestedBy who asked for a resend
   * @param senderNotBefore until when all messages of its channel are held; null when they are not
   * @param senderFault why they are, when it is for a fault of ours
   */
  public record Waits(
      Instant notBefore,
      Instant lookUpAfter,
      int lookUps,
      Instant absentAt,
      String requestedBy,
      Instant senderNotBefore,
      String senderFault) {}

  /**
   * One call to a provider.
   *
   * @param outcome accepted, permanent, transient, throttled, not_connected, misconfigured or
   *     unknown; null while nobody knows
   * @param code the provider's number
   * @param message null when the provider took none
   */
  public record Attempt(
      UUID id,
      int number,
      Instant begunAt,
      String outcome,
      Integer code,
      String text,
      Integer latencyMs,
      Instant knownAt,
      ProviderMessage message) {}

  /**
   * A message at the provider.
   *
   * @param id the provider's
   * @param learnedFrom answer, callback or look-up
   * @param finalAt when nothing more was to be expected of it; null before
   * @param fetchAfter when it is asked for by its id
   * @param redactAfter when its text is taken back
   */
  public record ProviderMessage(
      String id,
      String status,
      Integer code,
      String learnedFrom,
      Instant boundAt,
      Instant finalAt,
      Instant fetchAfter,
      Instant redactAfter,
      Instant redactedAt) {}

  /** What the provider reported; the code 0 when it gave none. */
  public record Receipt(String messageId, String word, int code, String source, Instant at) {}

  /** Another delivery of the same claim. */
  public record Related(
      UUID id, String channel, String kind, UUID follows, String status, Instant createdAt) {}

  /**
   * Tells it.
   *
   * @throws Refused not-found
   */
  public Uni<Timeline> tell(UUID id, Caller caller) {
    return standings
        .find(pool, id, caller.agent().clients().orNull())
        .chain(standing -> tell(id, standing.can(caller.agent())));
  }

  private Uni<Timeline> tell(UUID id, List<String> can) {
    return all(Notifications.COLUMNS + "WHERE d.id = $1", id, Notifications::read)
        .chain(
            delivery ->
                all(HOLD, id, DeliveryTimelines::waits)
                    .chain(
                        waits ->
                            rest(id, delivery.iterator().next(), waits.iterator().next(), can)));
  }

  private Uni<Timeline> rest(UUID id, Notification delivery, Waits waits, List<String> can) {
    var acts =
        new AuditRecords.Wanted(ResendDelivery.SUBJECT, id.toString(), null, null, null, null);
    return Uni.combine()
        .all()
        .unis(
            all(ATTEMPTS, id, DeliveryTimelines::attempt),
            all(RECEIPTS, id, DeliveryTimelines::receipt),
            all(RELATED, id, DeliveryTimelines::related),
            audit.find(acts, ACTS_AT_MOST))
        .with(
            (attempts, receipts, related, found) ->
                new Timeline(delivery, waits, attempts, receipts, related, found, can));
  }

  private <T> Uni<List<T>> all(String sql, UUID id, Function<Row, T> reader) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(id))
        .map(rows -> StreamSupport.stream(rows.spliterator(), false).map(reader).toList());
  }

  private static Waits waits(Row row) {
    return new Waits(
        Notifications.instant(row, "not_before"),
        Notifications.instant(row, "look_up_after"),
        row.getInteger("look_ups"),
        Notifications.instant(row, "absent_at"),
        row.getString("requested_by"),
        Notifications.instant(row, "sender_not_before"),
        row.getString("fault"));
  }

  private static Attempt attempt(Row row) {
    return new Attempt(
        row.getUUID("id"),
        row.getInteger("number"),
        Notifications.instant(row, "begun_at"),
        row.getString("outcome"),
        row.getInteger("provider_code"),
        row.getString("text"),
        row.getInteger("latency_ms"),
        Notifications.instant(row, "known_at"),
        row.getString("message_id") == null ? null : message(row));
  }

  private static ProviderMessage message(Row row) {
    return new ProviderMessage(
        row.getString("message_id"),
        row.getString("status"),
        row.getInteger("code"),
        row.getString("learned_from"),
        Notifications.instant(row, "bound_at"),
        Notifications.instant(row, "final_at"),
        Notifications.instant(row, "fetch_after"),
        Notifications.instant(row, "redact_after"),
        Notifications.instant(row, "redacted_at"));
  }

  private static Receipt receipt(Row row) {
    return new Receipt(
        row.getString("message_id"),
        row.getString("word"),
        row.getInteger("code"),
        row.getString("source"),
        Notifications.instant(row, "received_at"));
  }

  private static Related related(Row row) {
    return new Related(
        row.getUUID("id"),
        row.getString("channel"),
        row.getString("kind"),
        row.getUUID("follows"),
        row.getString("sms_status"),
        Notifications.instant(row, "created_at"));
  }
}
