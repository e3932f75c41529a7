package scrip.notification;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.StreamSupport;
import scrip.delivery.Channel;
import scrip.delivery.Contact;

/** Deliveries of all channels as operators see them in lists: no full address, no code. */
@ApplicationScoped
public class Notifications {

  static final String COLUMNS =
      """
      SELECT d.id, d.gift_card_id, g.last_four, x.recipient_id, r.first_name, d.address, d.channel, d.kind, d.follows,
             d.sms_status, d.reason, d.code, d.provider_calls, d.created_at, d.status_at, d.sms_sent_at
      FROM gift_card_deliveries d
      JOIN redemptions x ON x.id = d.redemption_id
      JOIN recipients r ON r.id = x.recipient_id
      JOIN gift_cards g ON g.id = d.gift_card_id
      """;

  private final Pool pool;

  public Notifications(Pool pool) {
    this.pool = pool;
  }

  /** States of a delivery. */
  public enum Status {
    PENDING,
    HELD,
    SENDING,
    SENT,
    DELIVERED,
    UNDELIVERED,
    FAILED,
    UNKNOWN,
    MANUALLY_DELIVERED,
    SUPPRESSED;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** What a delivery is for. */
  public enum Kind {
    FIRST,
    RESEND,
    FALLBACK;

    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What to look for; null where anything will do.
   *
   * @param code the provider's number behind the state
   * @param from the first instant of creation
   * @param to the instant after the last
   */
  public record Wanted(
      Status status,
      Channel channel,
      Kind kind,
      UUID campaign,
      UUID recipient,
      Long card,
      Integer code,
      Instant from,
      Instant to) {}

  /** The last row of the page before. */
  public record Before(Instant createdAt, UUID id) {}

  /** Who it is for. */
  public record Addressee(UUID id, String firstName) {}

  /**
   * A delivery.
   *
   * @param kind first, resend or fallback
   * @param follows the one that it repeats or stands in for; null for a first one
   * @param reason why it is in its state
   * @param code the provider's number behind that
   * @param calls to the provider that count as attempts
   * @param statusAt since when it is in its state
   */
  public record Notification(
      UUID id,
      long cardId,
      String lastFour,
      Addressee recipient,
      String maskedContact,
      String channel,
      String kind,
      UUID follows,
      String status,
      String reason,
      Integer code,
      int calls,
      Instant createdAt,
      Instant statusAt,
      Instant sentAt) {}

  /** The newest first. */
  public Uni<List<Notification>> find(Wanted wanted, UUID[] clients, Before before, int atMost) {
    Conditions sql = new Conditions(COLUMNS);
    sql.and("r.client_id = ANY (?)", (Object) clients);
    // Words stand in the text of the statement, so that the planner sees which partial index fits.
    sql.andText("d.sms_status = '%s'", wanted.status() == null ? null : wanted.status().word());
    sql.andText("d.channel = '%s'", wanted.channel() == null ? null : wanted.channel().word());
    sql.andText("d.kind = '%s'", wanted.kind() == null ? null : wanted.kind().word());
    sql.and("r.campaign_id = ?", wanted.campaign());
    sql.and("x.recipient_id = ?", wanted.recipient());
    sql.and("d.claim_id IN (SELECT k.id FROM card_claims k WHERE k.card_id = ?)", wanted.card());
    sql.and("d.code = ?", wanted.code());
    sql.and("d.created_at >= ?", utc(wanted.from()));
    sql.and("d.created_at < ?", utc(wanted.to()));
    if (before != null) {
      sql.and("(d.created_at, d.id) < (?, ?)", utc(before.createdAt()), before.id());
    }
    sql.end("ORDER BY d.created_at DESC, d.id DESC LIMIT ?", atMost);
    return pool.preparedQuery(sql.text())
        .execute(sql.values())
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false).map(Notifications::read).toList());
  }

  static Notification read(Row row) {
    return new Notification(
        row.getUUID("id"),
        row.getLong("gift_card_id"),
        row.getString("last_four"),
        new Addressee(row.getUUID("recipient_id"), row.getString("first_name")),
        Contact.mask(row.getString("address")),
        row.getString("channel"),
        row.getString("kind"),
        row.getUUID("follows"),
        row.getString("sms_status"),
        row.getString("reason"),
        row.getInteger("code"),
        row.getInteger("provider_calls"),
        row.getOffsetDateTime("created_at").toInstant(),
        row.getOffsetDateTime("status_at").toInstant(),
        instant(row, "sms_sent_at"));
  }

  static Instant instant(Row row, String column) {
    OffsetDateTime time = row.getOffsetDateTime(column);
    return time == null ? null : time.toInstant();
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }

  /** A statement with the conditions that were asked for, and their values. */
  private static final class Conditions {

    private final StringBuilder text;
    private final Tuple values = Tuple.tuple();
    private String glue = "WHERE ";

    Conditions(String select) {
      text = new StringBuilder(select);
    }

    /** One more condition, with its values in place of the question marks; none for a null. */
    void and(String condition, Object... given) {
      if (given == null || Arrays.stream(given).anyMatch(v -> v == null)) {
        return;
      }
      text.append(glue);
      glue = " AND ";
      append(condition, given);
    }

    void andText(String condition, String word) {
      if (word != null) {
        and(condition.formatted(word), new Object[0]);
      }
    }

    void end(String clause, Object... given) {
      text.append('\n');
      append(clause, given);
    }

    private void append(String clause, Object... given) {
      String numbered = clause;
      for (Object value : given) {
        values.addValue(value);
        numbered = numbered.replaceFirst("\\?", "\\$" + values.size());
      }
      text.append(numbered);
    }

    String text() {
      return text.toString();
    }

    Tuple values() {
      return values;
    }
  }
}
