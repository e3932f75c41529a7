package scrip.rescue;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Cards that were claimed more than 15 minutes ago and did not leave, by the database's clock. */
@ApplicationScoped
public class StuckCards {

  private static final String SEND_WAITING = "send-waiting-sms-every-1min";

  // Those not seen for longest come first, so that cards which stay bound never keep rescue from
  // others; those that
  // went wrong before come last.
  private static final String FIND =
      """
      SELECT c.id, c.current_claim_id, c.pool_id
      FROM gift_cards c
      LEFT JOIN rescue_visits v ON v.claim_id = c.current_claim_id
      WHERE c.status = 'claimed' AND c.claimed_at < now() - INTERVAL '15 minutes'
      ORDER BY v.poisoned IS NOT NULL, v.last_at NULLS FIRST, c.claimed_at LIMIT $1
      """;

  private static final String HOLD =
      """
      SELECT FROM gift_cards
      WHERE id = $1 AND current_claim_id = $2 AND status = 'claimed' AND claimed_at < now() - INTERVAL '15 minutes'
      FOR NO KEY UPDATE SKIP LOCKED
      """;

  private static final String LOOK =
      """
      SELECT (SELECT count(*) FROM delivery_attempts WHERE claim_id = $1) AS attempts,
             (SELECT count(*) FROM card_reveals WHERE claim_id = $1) AS reveals,
             coalesce(d.states, '{}') AS states, coalesce(d.leased, false) AS leased,
             coalesce(d.cancelled, false) AS cancelled, coalesce(d.later, false) AS later,
             EXISTS (SELECT FROM gift_card_deliveries me
                     JOIN gift_card_deliveries o ON o.channel = me.channel AND o.not_before < me.not_before
                       AND o.sms_status IN ('pending', 'held') AND o.provider_calls = 0 AND o.claim_id <> me.claim_id
                     WHERE me.claim_id = $1 AND me.sms_status = 'pending' AND me.provider_calls = 0) AS others,
             NOT coalesce(d.sender_held, false) AS sender_open,
             coalesce(j.active, false) AS job_on,
             coalesce(j.heartbeat_at > now() - INTERVAL '10 minutes', false) AS job_alive,
             coalesce(v.driven_at <= now() - INTERVAL '10 minutes', false) AS driven_before
      FROM (
        SELECT array_agg(m.sms_status ORDER BY m.created_at, m.id) AS states,
               bool_or(m.lease_until > clock_timestamp()) AS leased,
               bool_or(m.cancelled_by IS NOT NULL) AS cancelled,
               bool_or(m.not_before > now() AND m.sms_status = 'pending') AS later,
               bool_or(m.sms_status = 'pending' AND (s.not_before > now() OR s.fault IS NOT NULL)) AS sender_held
        FROM gift_card_deliveries m JOIN senders s ON s.channel = m.channel WHERE m.claim_id = $1
      ) AS d
      LEFT JOIN job j ON j.jobname = $2
      LEFT JOIN rescue_visits v ON v.claim_id = $1
      """;

  private static final String RELEASE =
      """
      UPDATE gift_cards SET status = 'available', claimed_at = NULL, claimed_by_recipient_id = NULL
      WHERE id = $1 AND current_claim_id = $2 AND status = 'claimed'
      """;

  private static final String VISITED =
      """
      INSERT INTO rescue_visits AS v (claim_id, finding, driven_at)
      VALUES ($1, $2, CASE WHEN $3 = 'DRIVE' THEN now() END)
      ON CONFLICT (claim_id) DO UPDATE
        SET last_at = now(), visits = v.visits + 1, finding = EXCLUDED.finding, poisoned = NULL,
            driven_at = CASE $3 WHEN 'DRIVE' THEN coalesce(v.driven_at, now()) WHEN 'RELEASE' THEN v.driven_at END
      """;

  private static final String FLAG =
      """
      INSERT INTO rescue_visits AS v (claim_id, finding, poisoned) VALUES ($1, 'rescue failed on it', $2)
      ON CONFLICT (claim_id) DO UPDATE
        SET last_at = now(), visits = v.visits + 1, finding = EXCLUDED.finding, poisoned = EXCLUDED.poisoned
      """;

  private static final String TELL =
      """
      WITH found AS (
        SELECT 'stuck-cards' AS kind, count(*) > 5 AS bad,
               count(*) || ' cards are claimed for more than 15 minutes: see needs_attention.' AS detail
        FROM stuck_cards
        UNION ALL
        SELECT 'rescue-poisoned', count(*) > 0,
               'Rescue fails on ' || count(*) || ' cards: rescue_visits.poisoned says how.'
        FROM rescue_visits v JOIN gift_cards c ON c.current_claim_id = v.claim_id AND c.status = 'claimed'
        WHERE v.poisoned IS NOT NULL
      ), closed AS (
        UPDATE alerts a SET closed_at = now() FROM found f
        WHERE a.kind = f.kind AND a.pool_id IS NULL AND a.closed_at IS NULL AND NOT f.bad
      )
      INSERT INTO alerts (kind, detail) SELECT kind, detail FROM found WHERE bad
      ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      """;

  private final Pool pool;

  public StuckCards(Pool pool) {
    this.pool = pool;
  }

  /** A card, the claim it is stuck in, and its pool. */
  record Stuck(long card, long claim, UUID poolId) {}

  /** The next ones to look at. */
  Uni<List<Stuck>> find(int atMost) {
    return pool.preparedQuery(FIND)
        .execute(Tuple.of(atMost))
        .map(
            rows -> {
              List<Stuck> found = new ArrayList<>();
              for (Row row : rows) {
                found.add(
                    new Stuck(
                        row.getLong("id"),
                        row.getLong("current_claim_id"),
                        row.getUUID("pool_id")));
              }
              return found;
            });
  }

  /**
   * Holds a card until the end of the transaction and reads what is known of it.
   *
   * @return empty when somebody else holds it, or when it is not stuck any more
   */
  Uni<Optional<Situation>> hold(SqlConnection transaction, Stuck stuck) {
    return transaction
        .preparedQuery(HOLD)
        .execute(Tuple.of(stuck.card(), stuck.claim()))
        .chain(
            held ->
                held.rowCount() == 0
                    ? Uni.createFrom().item(Optional.empty())
                    : transaction
                        .preparedQuery(LOOK)
                        .execute(Tuple.of(stuck.claim(), SEND_WAITING))
                        .map(rows -> Optional.of(situation(rows.iterator().next()))));
  }

  /** Gives the card back; the database asks for its proof once more and refuses without it. */
  Uni<Void> release(SqlConnection transaction, Stuck stuck) {
    return transaction
        .preparedQuery(RELEASE)
        .execute(Tuple.of(stuck.card(), stuck.claim()))
        .replaceWithVoid();
  }

  /**
   * Writes down a visit and its finding. A claim that is kept must be driven anew before release.
   */
  Uni<Void> visited(SqlConnection transaction, Stuck stuck, Verdict verdict) {
    return transaction
        .preparedQuery(VISITED)
        .execute(Tuple.of(stuck.claim(), verdict.finding(), verdict.act().name()))
        .replaceWithVoid();
  }

  /** Flags a card whose visit failed; somebody must look. */
  Uni<Void> flag(Stuck stuck, String wrong) {
    return pool.preparedQuery(FLAG).execute(Tuple.of(stuck.claim(), wrong)).replaceWithVoid();
  }

  /** Opens the alerts that are due, one a kind, and closes those that are over. */
  Uni<Void> tell() {
    return pool.preparedQuery(TELL).execute().replaceWithVoid();
  }

  private static Situation situation(Row row) {
    return new Situation(
        row.getLong("attempts"),
        row.getLong("reveals"),
        List.of(row.getArrayOfStrings("states")),
        row.getBoolean("leased"),
        row.getBoolean("cancelled"),
        row.getBoolean("later"),
        row.getBoolean("others"),
        row.getBoolean("sender_open"),
        row.getBoolean("job_on"),
        row.getBoolean("job_alive"),
        row.getBoolean("driven_before"));
  }
}
