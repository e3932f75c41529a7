package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import scrip.delivery.Channel;
import scrip.money.Money;

/** Redemptions that hold a card, with the state of their latest delivery. */
@ApplicationScoped
public class Redemptions {

  private static final String HELD =
      """
      SELECT d.id, r.client_id, r.first_name, d.channel, d.address, d.browser_hash, c.reveal, b.name AS brand,
             p.value_minor, p.currency, g.last_four, g.expires_on, d.current_claim_id, s.id AS delivery_id, s.sms_status
      FROM redemptions d
      JOIN recipients r ON r.id = d.recipient_id
      JOIN campaigns c ON c.id = r.campaign_id
      JOIN card_pools p ON p.id = d.pool_id
      JOIN brands b ON b.id = p.brand_id
      JOIN gift_cards g ON g.current_claim_id = d.current_claim_id
      CROSS JOIN LATERAL (
        SELECT id, sms_status FROM gift_card_deliveries
        WHERE claim_id = d.current_claim_id ORDER BY created_at DESC LIMIT 1
      ) AS s
      """;

  private static final String BY_ID = HELD + "WHERE d.id = $1";

  private static final String BY_CONDITION =
      HELD + "WHERE d.recipient_id = $1 AND d.condition_id = $2";

  private final Pool pool;

  public Redemptions(Pool pool) {
    this.pool = pool;
  }

  /** The redemption of that id, when there is one and it holds a card. */
  public Uni<Optional<Redemption>> find(UUID id) {
    return find(BY_ID, Tuple.of(id));
  }

  Uni<Optional<Redemption>> find(UUID recipient, UUID condition) {
    return find(BY_CONDITION, Tuple.of(recipient, condition));
  }

  private Uni<Optional<Redemption>> find(String sql, Tuple tuple) {
    return pool.preparedQuery(sql)
        .execute(tuple)
        .map(
            rows ->
                rows.iterator().hasNext()
                    ? Optional.of(read(rows.iterator().next()))
                    : Optional.empty());
  }

  private static Redemption read(Row row) {
    Buffer browser =
        row.getBuffer("browser_hash") == null ? null : row.getBuffer("browser_hash").getDelegate();
    return new Redemption(
        row.getUUID("id"),
        row.getUUID("client_id"),
        row.getString("first_name"),
        Channel.of(row.getString("channel")).orElseThrow(),
        row.getString("address"),
        browser == null ? null : browser.getBytes(),
        row.getString("reveal").equals("screen"),
        row.getString("brand"),
        new Money(row.getLong("value_minor"), row.getString("currency")),
        row.getString("last_four"),
        row.getLocalDate("expires_on"),
        row.getLong("current_claim_id"),
        row.getUUID("delivery_id"),
        row.getString("sms_status"));
  }
}
