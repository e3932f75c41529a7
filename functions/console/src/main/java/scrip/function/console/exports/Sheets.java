package scrip.function.console.exports;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import scrip.access.Clients;
import scrip.function.console.exports.Sheet.Scope;

/**
 * The rows of exports, as texts. Each statement takes the clients that the caller sees, a pool, a
 * campaign, the key after which to go on, and how many; and gives the key first.
 */
@ApplicationScoped
class Sheets {

  private static final String POOLS =
      """
      SELECT p.id, l.name, b.name, p.pool_name, p.value_minor, p.currency, n.available_cards, n.claimed_cards,
             n.sent_cards, n.delivered_cards, n.quarantined_cards, n.void_cards, n.expired_cards, n.total_cards,
             (SELECT count(*) FROM waiting_list w WHERE w.pool_id = p.id AND w.served_at IS NULL),
             p.low_stock_threshold, p.purchase_method, p.api_provider, iso(p.archived_at)
      FROM (
        SELECT * FROM card_pools
        WHERE ($1::uuid[] IS NULL OR client_id = ANY ($1)) AND ($2::uuid IS NULL OR id = $2)
          AND ($3::uuid IS NULL OR id IN (SELECT pool_id FROM campaign_conditions WHERE campaign_id = $3))
          AND ($4::text IS NULL OR id > $4::text::uuid)
        ORDER BY id LIMIT $5
      ) AS p
      JOIN gift_card_pools n ON n.id = p.id
      JOIN clients l ON l.id = p.client_id
      JOIN brands b ON b.id = p.brand_id
      ORDER BY p.id
      """;

  private static final String CARDS =
      """
      SELECT c.id, p.pool_name, b.name, p.value_minor, p.currency, c.status, c.last_four, c.expires_on,
             iso(c.created_at), iso(c.claimed_at), iso(c.sent_at), iso(c.delivered_at), c.claimed_by_recipient_id
      FROM gift_cards c
      JOIN card_pools p ON p.id = c.pool_id
      JOIN brands b ON b.id = p.brand_id
      WHERE c.pool_id = $2 AND ($1::uuid[] IS NULL OR p.client_id = ANY ($1))
        AND ($3::uuid IS NULL OR c.claimed_by_recipient_id IN (SELECT id FROM recipients WHERE campaign_id = $3))
        AND ($4::text IS NULL OR c.id > $4::text::bigint)
      ORDER BY c.id LIMIT $5
      """;

  private static final String RECIPIENTS =
      """
      SELECT r.id, c.name, r.first_name, r.last_name, r.phone, r.phone_raw, r.email, r.code_last_four, r.approval,
             r.opt_in, (SELECT iso(min(d.redeemed_at)) FROM redemptions d WHERE d.recipient_id = r.id), iso(r.created_at)
      FROM recipients r
      JOIN campaigns c ON c.id = r.campaign_id
      WHERE r.campaign_id = $3 AND ($1::uuid[] IS NULL OR r.client_id = ANY ($1))
        AND ($2::uuid IS NULL OR $2 IN (SELECT pool_id FROM campaign_conditions WHERE campaign_id = $3))
        AND ($4::text IS NULL OR r.id > $4::text::uuid)
      ORDER BY r.id LIMIT $5
      """;

  private static final String WAITING_LIST =
      """
      SELECT w.id, p.pool_name, c.name, w.recipient_id, r.first_name, r.last_name, w.channel, w.address, w.best_number,
             iso(w.joined_at), iso(w.callback_due_at), iso(w.called_at), w.note
      FROM waiting_list w
      JOIN card_pools p ON p.id = w.pool_id
      JOIN recipients r ON r.id = w.recipient_id
      JOIN campaigns c ON c.id = r.campaign_id
      WHERE w.served_at IS NULL AND ($1::uuid[] IS NULL OR p.client_id = ANY ($1))
        AND ($2::uuid IS NULL OR w.pool_id = $2) AND ($3::uuid IS NULL OR r.campaign_id = $3)
        AND ($4::text IS NULL OR w.id > $4::text::bigint)
      ORDER BY w.id LIMIT $5
      """;

  private static final Map<Sheet, String> ROWS =
      Map.of(
          Sheet.POOLS, iso(POOLS),
          Sheet.CARDS, iso(CARDS),
          Sheet.RECIPIENTS, iso(RECIPIENTS),
          Sheet.WAITING_LIST, iso(WAITING_LIST));

  private static final String SEEN =
      """
      SELECT ($2::uuid IS NULL OR EXISTS (
               SELECT FROM card_pools WHERE id = $2 AND ($1::uuid[] IS NULL OR client_id = ANY ($1))))
         AND ($3::uuid IS NULL OR EXISTS (
               SELECT FROM campaigns WHERE id = $3 AND ($1::uuid[] IS NULL OR client_id = ANY ($1)))) AS seen
      """;

  /** Whether the pool and the campaign that are asked for are of clients that the caller sees. */
  Uni<Boolean> seen(SqlConnection transaction, Clients clients, Scope scope) {
    return transaction
        .preparedQuery(SEEN)
        .execute(tuple(clients, scope))
        .map(rows -> rows.iterator().next().getBoolean("seen"));
  }

  /** The next rows; null is an empty cell. */
  Uni<List<List<String>>> rows(
      SqlConnection transaction,
      Sheet sheet,
      Clients clients,
      Scope scope,
      String after,
      int atMost) {
    return transaction
        .preparedQuery(ROWS.get(sheet))
        .execute(tuple(clients, scope).addString(after).addInteger(atMost))
        .map(
            rows -> {
              List<List<String>> found = new ArrayList<>();
              rows.forEach(row -> found.add(cells(row)));
              return found;
            });
  }

  private static Tuple tuple(Clients clients, Scope scope) {
    return Tuple.tuple()
        .addArrayOfUUID(clients.orNull())
        .addUUID(scope.pool())
        .addUUID(scope.campaign());
  }

  private static List<String> cells(Row row) {
    List<String> cells = new ArrayList<>(row.size());
    for (int i = 0; i < row.size(); i++) {
      Object value = row.getValue(i);
      cells.add(value == null ? null : value.toString());
    }
    return cells;
  }

  /** Moments go out in UTC, by ISO 8601, whatever the session's own zone is. */
  private static String iso(String statement) {
    return statement.replaceAll(
        "\\biso\\(((?:min\\()?\\w\\.\\w+\\)?)\\)",
        "to_char($1 AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')");
  }
}
