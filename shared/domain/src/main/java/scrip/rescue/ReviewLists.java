package scrip.rescue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import scrip.delivery.Contact;

/** What waits for somebody to look at it. */
@ApplicationScoped
public class ReviewLists {

  private static final String NEEDS_ATTENTION =
      """
      SELECT n.card_id, n.pool_id, g.last_four, n.status, n.claimed_at AS since, now() AS at, n.recipient_id,
             n.sms_status, n.provider_calls, coalesce(n.poisoned, n.finding) AS finding, d.address, d.under_review,
             NOT EXISTS (
               SELECT FROM gift_card_deliveries o
               WHERE o.claim_id = n.claim_id AND (o.sms_status IN ('pending', 'held', 'sending')
                  OR o.sms_status = 'unknown' AND o.absent_at IS NULL AND o.look_up_after IS NOT NULL)) AS may_resend
      FROM needs_attention n
      JOIN card_pools p ON p.id = n.pool_id
      JOIN gift_cards g ON g.id = n.card_id
      JOIN redemptions d ON d.current_claim_id = n.claim_id
      WHERE ($1::uuid[] IS NULL OR p.client_id = ANY ($1)) AND n.card_id > $2
      ORDER BY n.card_id LIMIT $3
      """;

  // When it was put aside is in its history; one that came in as a double was so from the start.
  private static final String QUARANTINE =
      """
      SELECT g.id AS card_id, g.pool_id, g.last_four, g.status, coalesce(l.at, g.created_at) AS since, now() AS at,
             g.claimed_by_recipient_id AS recipient_id, s.sms_status, s.provider_calls,
             card_may_be_known(g.id) AS known, l.reason AS finding, d.address, coalesce(d.under_review, false) AS under_review,
             false AS may_resend
      FROM gift_cards g
      JOIN card_pools p ON p.id = g.pool_id
      LEFT JOIN redemptions d ON d.current_claim_id = g.current_claim_id
      LEFT JOIN LATERAL (
        SELECT sms_status, provider_calls FROM gift_card_deliveries WHERE claim_id = g.current_claim_id
        ORDER BY created_at DESC, id DESC LIMIT 1
      ) AS s ON true
      LEFT JOIN LATERAL (
        SELECT at, reason FROM audit_log
        WHERE subject = 'gift_cards' AND subject_id = g.id::text AND action IN ('quarantine', 'replace', 'update')
        ORDER BY id DESC LIMIT 1
      ) AS l ON true
      WHERE g.status = 'quarantined' AND ($1::uuid[] IS NULL OR p.client_id = ANY ($1)) AND g.id > $2
      ORDER BY g.id LIMIT $3
      """;

  private static final String DUPLICATES =
      """
      SELECT u.card_id, u.kind, u.pool_id, u.last_four, u.status, u.others, u.claims
      FROM (
        SELECT g.id AS card_id, 'two-claims' AS kind, g.pool_id, p.client_id, g.last_four, g.status,
               NULL::bigint[] AS others, c.claims
        FROM duplicate_claims c JOIN gift_cards g ON g.id = c.card_id JOIN card_pools p ON p.id = g.pool_id
        UNION ALL
        SELECT g.id, 'same-code', g.pool_id, p.client_id, g.last_four, g.status, o.others, NULL
        FROM gift_cards g
        JOIN card_pools p ON p.id = g.pool_id
        CROSS JOIN LATERAL (
          SELECT count(*) AS n,
                 array_agg(t.id ORDER BY t.id) FILTER (WHERE $1::uuid[] IS NULL OR q.client_id = ANY ($1)) AS others
          FROM gift_cards t JOIN card_pools q ON q.id = t.pool_id
          WHERE t.brand_id = g.brand_id AND t.code_hash = g.code_hash AND t.code_hash IS NOT NULL
            AND t.status <> 'quarantined' AND t.id <> g.id
        ) AS o
        WHERE g.status = 'quarantined' AND o.n > 0
      ) AS u
      WHERE ($1::uuid[] IS NULL OR u.client_id = ANY ($1)) AND (u.card_id, u.kind) > ($2, $4)
      ORDER BY u.card_id, u.kind LIMIT $3
      """;

  private final Pool pool;

  public ReviewLists(Pool pool) {
    this.pool = pool;
  }

  /**
   * A card that somebody must look at.
   *
   * @param recipientId null when nobody holds it
   * @param deliveryStatus of its latest delivery; null without one
   * @param finding why it is here, as far as anybody wrote it down
   * @param ageSeconds for how long
   * @param contact masked
   * @param mayBeKnown why somebody may know the card; null when nobody can, or nobody looked
   * @param can what may be done now: resend, replace, quarantine, void, release
   */
  public record Case(
      long cardId,
      UUID pool,
      String lastFour,
      String status,
      UUID recipientId,
      String deliveryStatus,
      Integer calls,
      String finding,
      Instant since,
      long ageSeconds,
      String contact,
      String mayBeKnown,
      List<String> can) {}

  /**
   * A card that is one too many.
   *
   * @param kind two-claims: two people hold it; same-code: it is quarantined, and its brand has
   *     another card with its code
   * @param otherCards of the same code, as far as the caller sees them
   */
  public record Duplicate(
      long cardId,
      String kind,
      UUID pool,
      String lastFour,
      String status,
      List<Long> otherCards,
      List<Long> claims) {}

  /** Cards bound to a recipient with nothing on its way to them, by id. */
  public Uni<List<Case>> needsAttention(UUID[] clients, long after, int atMost) {
    return cases(NEEDS_ATTENTION, clients, after, atMost);
  }

  /** Cards in quarantine, by id. */
  public Uni<List<Case>> quarantine(UUID[] clients, long after, int atMost) {
    return cases(QUARANTINE, clients, after, atMost);
  }

  /** Cards that two people hold, and cards put aside because their code came in twice, by id. */
  public Uni<List<Duplicate>> duplicates(UUID[] clients, long after, String kind, int atMost) {
    return pool.preparedQuery(DUPLICATES)
        .execute(
            Tuple.tuple().addArrayOfUUID(clients).addLong(after).addInteger(atMost).addString(kind))
        .map(
            rows -> {
              List<Duplicate> found = new ArrayList<>();
              for (Row row : rows) {
                found.add(
                    new Duplicate(
                        row.getLong("card_id"),
                        row.getString("kind"),
                        row.getUUID("pool_id"),
                        row.getString("last_four"),
                        row.getString("status"),
                        list(row.getArrayOfLongs("others")),
                        list(row.getArrayOfLongs("claims"))));
              }
              return found;
            });
  }

  private Uni<List<Case>> cases(String sql, UUID[] clients, long after, int atMost) {
    return pool.preparedQuery(sql)
        .execute(Tuple.tuple().addArrayOfUUID(clients).addLong(after).addInteger(atMost))
        .map(ReviewLists::cases);
  }

  private static List<Case> cases(RowSet<Row> rows) {
    List<Case> cases = new ArrayList<>();
    for (Row row : rows) {
      String address = row.getString("address");
      Instant since = row.getOffsetDateTime("since").toInstant();
      boolean quarantined = row.getString("status").equals("quarantined");
      String known = quarantined ? row.getString("known") : null;
      Short calls = row.getShort("provider_calls");
      cases.add(
          new Case(
              row.getLong("card_id"),
              row.getUUID("pool_id"),
              row.getString("last_four"),
              row.getString("status"),
              row.getUUID("recipient_id"),
              row.getString("sms_status"),
              calls == null ? null : calls.intValue(),
              row.getString("finding"),
              since,
              Duration.between(since, row.getOffsetDateTime("at").toInstant()).toSeconds(),
              address == null ? null : Contact.mask(address),
              known,
              can(
                  quarantined,
                  known == null,
                  address != null,
                  row.getBoolean("may_resend") && !row.getBoolean("under_review"))));
    }
    return cases;
  }

  private static List<String> can(
      boolean quarantined, boolean unknown, boolean held, boolean mayResend) {
    List<String> can = new ArrayList<>();
    if (!quarantined && mayResend) {
      can.add("resend");
    }
    if (held) {
      can.add("replace");
    }
    if (quarantined && unknown) {
      can.add("release");
    }
    if (!quarantined) {
      can.add("quarantine");
    }
    can.add("void");
    return can;
  }

  private static List<Long> list(Long[] ids) {
    return ids == null ? List.of() : List.of(ids);
  }
}
