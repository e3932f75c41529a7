package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import scrip.delivery.Contact;
import scrip.giftcard.CardLists.Listed;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Everything that ever happened to a card, in the order in which it happened. */
@ApplicationScoped
public class CardStories {

  // A card that was moved here from another client's pool brings its claims, moves and acts of that
  // time along; they stay that client's.
  private static final String EVENTS =
      """
      WITH card AS (SELECT * FROM gift_cards WHERE id = $1),
      ours AS (
        SELECT coalesce(
          (SELECT max(m.moved_at) FROM card_moves m
             JOIN card_pools f ON f.id = m.from_pool JOIN card_pools t ON t.id = m.to_pool
           WHERE m.card_id = $1 AND $2::uuid[] IS NOT NULL
             AND t.client_id = ANY ($2) AND NOT f.client_id = ANY ($2)),
          '-infinity') AS since
      ), claims AS (
        SELECT k.* FROM card_claims k JOIN card_pools p ON p.id = k.pool_id
        WHERE k.card_id = $1 AND ($2::uuid[] IS NULL OR p.client_id = ANY ($2))
      ), deliveries AS (
        SELECT d.* FROM claims k JOIN gift_card_deliveries d ON d.claim_id = k.id
      ), events AS (
        SELECT created_at AS at, 0 AS step,
               CASE WHEN import_id IS NOT NULL THEN 'imported' WHEN supplier_reference IS NOT NULL THEN 'bought'
                    ELSE 'typed' END AS kind,
               NULL AS who, NULL AS address,
               jsonb_build_object('importId', import_id, 'line', import_line, 'supplierReference', supplier_reference)
                 AS detail
        FROM card
        UNION ALL
        SELECT claimed_at, 2, 'claimed', claimed_by, NULL,
               jsonb_build_object('claimId', id, 'redemptionId', redemption_id, 'recipientId', recipient_id)
        FROM claims
        UNION ALL
        SELECT r.released_at, 9, 'released', r.released_by, NULL,
               jsonb_build_object('claimId', r.claim_id, 'reason', r.reason, 'evidence', r.evidence)
        FROM claims k JOIN card_releases r ON r.claim_id = k.id
        UNION ALL
        SELECT created_at, 3, 'delivery', NULL, address,
               jsonb_build_object('deliveryId', id, 'claimId', claim_id, 'channel', channel, 'status', sms_status,
                                  'calls', provider_calls)
        FROM deliveries
        UNION ALL
        SELECT a.begun_at, 4, 'attempt', NULL, NULL,
               jsonb_build_object('attemptId', a.id, 'deliveryId', a.delivery_id, 'number', a.number)
        FROM deliveries d JOIN delivery_attempts a ON a.delivery_id = d.id
        UNION ALL
        SELECT o.known_at, 5, 'outcome', NULL, NULL,
               jsonb_build_object('attemptId', a.id, 'outcome', o.outcome, 'providerCode', o.provider_code,
                                  'text', o.text, 'latencyMs', o.latency_ms)
        FROM deliveries d JOIN delivery_attempts a ON a.delivery_id = d.id
        JOIN delivery_attempt_outcomes o ON o.attempt_id = a.id
        UNION ALL
        SELECT e.received_at, 5, 'receipt', NULL, NULL,
               jsonb_build_object('attemptId', e.attempt_id, 'deliveryId', e.delivery_id, 'messageId', e.message_id,
                                  'word', e.word, 'providerCode', nullif(e.code, 0), 'source', e.source)
        FROM deliveries d JOIN delivery_receipts e ON e.delivery_id = d.id
        UNION ALL
        SELECT v.revealed_at, 6, 'revealed', v.revealed_to, NULL, jsonb_build_object('claimId', v.claim_id)
        FROM claims k JOIN card_reveals v ON v.claim_id = k.id
        UNION ALL
        SELECT x.replaced_at, 7, CASE WHEN x.old_claim_id = k.id THEN 'replaced' ELSE 'replacement' END, x.replaced_by,
               NULL, jsonb_build_object('oldClaimId', x.old_claim_id, 'oldCardId', o.card_id,
                                        'newClaimId', x.new_claim_id, 'newCardId', n.card_id, 'reason', x.reason)
        FROM claims k JOIN card_replacements x ON k.id IN (x.old_claim_id, x.new_claim_id)
        JOIN card_claims o ON o.id = x.old_claim_id JOIN card_claims n ON n.id = x.new_claim_id
        UNION ALL
        SELECT m.moved_at, 1, 'moved', t.asked_by, NULL,
               jsonb_build_object('transferId', t.id, 'from', m.from_pool, 'to', m.to_pool, 'reason', t.reason)
        FROM card_moves m JOIN card_transfers t ON t.id = m.transfer_id WHERE m.card_id = $1
          AND m.moved_at >= (SELECT since FROM ours)
        UNION ALL
        SELECT v.last_at, 8, 'stuck', 'rescue', NULL,
               jsonb_build_object('claimId', v.claim_id, 'finding', v.finding, 'visits', v.visits, 'since', v.first_at)
        FROM claims k JOIN rescue_visits v ON v.claim_id = k.id
        UNION ALL
        SELECT l.at, 8, 'audit', l.actor, NULL,
               jsonb_build_object('action', l.action, 'subject', l.subject, 'reason', l.reason, 'detail', l.detail)
        FROM audit_log l
        WHERE l.at >= (SELECT since FROM ours) AND ((l.subject = 'gift_cards' AND l.subject_id = $1::text)
           OR (l.subject = 'gift_card_deliveries' AND l.subject_id IN (SELECT id::text FROM deliveries))
           OR (l.subject = 'redemptions' AND l.subject_id IN (SELECT redemption_id::text FROM claims)))
        UNION ALL
        (SELECT a.opened_at, 1, 'alert', NULL, NULL,
                jsonb_build_object('alert', a.kind, 'text', a.detail, 'closedAt', a.closed_at)
         FROM alerts a JOIN card c ON a.pool_id = c.pool_id AND a.opened_at >= c.created_at
         ORDER BY a.id DESC LIMIT 20)
      )
      SELECT at, kind, who, address, detail FROM events ORDER BY at, step LIMIT 1000
      """;

  private final Pool pool;
  private final CardLists cards;

  public CardStories(Pool pool, CardLists cards) {
    this.pool = pool;
    this.cards = cards;
  }

  /** A card and what happened to it. */
  public record Story(Listed card, List<Event> events) {}

  /**
   * One thing that happened.
   *
   * @param kind imported, bought or typed; moved; claimed; delivery; attempt; outcome; receipt;
   *     revealed; replaced or replacement; released; stuck; audit; alert (of its pool)
   * @param by who did it; null where nobody did
   * @param contact masked; null where there is none
   */
  public record Event(
      Instant at, String kind, String by, String contact, Map<String, Object> detail) {}

  /**
   * Tells it.
   *
   * @throws Refused not-found
   */
  public Uni<Story> tell(long id, UUID[] clients) {
    return cards
        .byId(id, clients)
        .chain(
            found -> {
              if (found.isEmpty()) {
                throw new Refused(RequestRefusal.NOT_FOUND, "There is no such card.");
              }
              return pool.preparedQuery(EVENTS)
                  .execute(Tuple.tuple().addLong(id).addArrayOfUUID(clients))
                  .map(
                      rows -> {
                        List<Event> events = new ArrayList<>();
                        for (Row row : rows) {
                          events.add(event(row));
                        }
                        return new Story(found.get(0), events);
                      });
            });
  }

  private static Event event(Row row) {
    String address = row.getString("address");
    Map<String, Object> detail =
        new LinkedHashMap<>(((JsonObject) row.getValue("detail")).getMap());
    detail.values().removeIf(java.util.Objects::isNull);
    return new Event(
        row.getOffsetDateTime("at").toInstant(),
        row.getString("kind"),
        row.getString("who"),
        address == null ? null : Contact.mask(address),
        detail);
  }
}
