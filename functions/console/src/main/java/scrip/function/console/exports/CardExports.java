package scrip.function.console.exports;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;
import scrip.access.Clients;
import scrip.secrets.CardSecret;
import scrip.secrets.CardSecrets;

/** Cards that are exported with their codes: those bound to a recipient, and no others. */
@ApplicationScoped
class CardExports {

  private static final Logger LOG = Logger.getLogger(CardExports.class);

  private static final String CLIENT =
      "SELECT client_id FROM card_pools WHERE id = $1 AND ($2::uuid[] IS NULL OR client_id = ANY ($2))";

  private static final String HOW_MANY =
      """
      SELECT count(*) AS bound FROM (
        SELECT FROM gift_cards
        WHERE pool_id = $1 AND status = ANY ($2) AND current_claim_id IS NOT NULL
          AND ($3::timestamptz IS NULL OR claimed_at < $3)
        LIMIT $4
      ) AS cards
      """;

  private static final String WHICH =
      """
      SELECT id FROM gift_cards
      WHERE pool_id = $1 AND status = ANY ($2) AND current_claim_id IS NOT NULL
        AND ($3::timestamptz IS NULL OR claimed_at < $3) AND ($4::bigint IS NULL OR id > $4)
      ORDER BY id LIMIT $5
      """;

  // Shown is sent: the card leaves claimed, and its reveal is written, before anybody sees it.
  private static final String REVEAL =
      """
      WITH bound AS (
        SELECT id FROM gift_cards
        WHERE id = ANY ($1) AND status IN ('claimed', 'sent', 'delivered') ORDER BY id FOR UPDATE
      ), shown AS (
        UPDATE gift_cards g SET status = CASE g.status WHEN 'claimed' THEN 'sent' ELSE g.status END,
               sent_at = coalesce(g.sent_at, now())
        FROM bound WHERE g.id = bound.id
        RETURNING g.id, g.pool_id, g.status, g.expires_on, g.claimed_by_recipient_id, g.current_claim_id, g.code_hash,
                  g.sealed, g.data_key_id
      ), revealed AS (
        INSERT INTO card_reveals (claim_id, card_id, revealed_to, request_id)
        SELECT current_claim_id, id, $2, $3 FROM shown
      )
      SELECT s.id, s.status, s.expires_on, s.claimed_by_recipient_id, s.pool_id, s.code_hash, s.sealed, k.id AS key_id,
             k.key_encryption_key, k.wrapped
      FROM shown s JOIN data_keys k ON k.id = s.data_key_id
      ORDER BY s.id
      """;

  private final CardSecrets secrets;

  CardExports(CardSecrets secrets) {
    this.secrets = secrets;
  }

  /**
   * Which cards of a pool.
   *
   * @param claimedBefore null for no such bound
   */
  record Which(UUID pool, List<String> statuses, Instant claimedBefore) {

    private Tuple tuple() {
      return Tuple.tuple()
          .addUUID(pool)
          .addArrayOfString(statuses.toArray(String[]::new))
          .addOffsetDateTime(claimedBefore == null ? null : claimedBefore.atOffset(ZoneOffset.UTC));
    }
  }

  /** Whose pool it is; empty when the caller does not see it. */
  Uni<Optional<UUID>> client(SqlClient connection, UUID pool, Clients seen) {
    return connection
        .preparedQuery(CLIENT)
        .execute(Tuple.tuple().addUUID(pool).addArrayOfUUID(seen.orNull()))
        .map(
            rows ->
                rows.rowCount() == 0
                    ? Optional.empty()
                    : Optional.of(rows.iterator().next().getUUID("client_id")));
  }

  /** How many there are, counted no further than that. */
  Uni<Long> howMany(SqlClient connection, Which which, int atMost) {
    return connection
        .preparedQuery(HOW_MANY)
        .execute(which.tuple().addInteger(atMost))
        .map(rows -> rows.iterator().next().getLong("bound"));
  }

  Uni<List<Long>> ids(SqlClient connection, Which which, Long after, int atMost) {
    return connection
        .preparedQuery(WHICH)
        .execute(which.tuple().addLong(after).addInteger(atMost))
        .map(
            rows -> {
              List<Long> ids = new ArrayList<>();
              rows.forEach(row -> ids.add(row.getLong("id")));
              return ids;
            });
  }

  /** Opens cards and writes down that they were shown; one that cannot be opened has no code. */
  Uni<List<List<String>>> reveal(
      SqlClient transaction, List<Long> ids, String to, String requestId) {
    return transaction
        .preparedQuery(REVEAL)
        .execute(
            Tuple.tuple()
                .addArrayOfLong(ids.toArray(Long[]::new))
                .addString(to)
                .addString(requestId))
        .map(
            rows -> {
              List<List<String>> cards = new ArrayList<>();
              rows.forEach(row -> cards.add(cells(row)));
              return cards;
            });
  }

  private List<String> cells(Row row) {
    CardSecret card = open(row);
    List<String> cells = new ArrayList<>();
    cells.add(Long.toString(row.getLong("id")));
    cells.add(row.getString("status"));
    cells.add(card.code());
    cells.add(card.number());
    cells.add(
        row.getLocalDate("expires_on") == null ? null : row.getLocalDate("expires_on").toString());
    cells.add(row.getUUID("claimed_by_recipient_id").toString());
    return cells;
  }

  private CardSecret open(Row row) {
    try {
      return secrets.open(row);
    } catch (RuntimeException e) {
      LOG.errorf("card %d cannot be opened: %s", row.getLong("id"), e.getClass().getSimpleName());
      return new CardSecret(null, null);
    }
  }
}
