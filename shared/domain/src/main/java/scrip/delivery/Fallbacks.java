package scrip.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** Deliveries by e-mail that stand in for messages. */
@ApplicationScoped
public class Fallbacks {

  // A statement of its own: who waited here sees what became of the others meanwhile.
  private static final String LOCK =
      """
      SELECT FROM gift_card_deliveries
      WHERE claim_id IN (SELECT claim_id FROM gift_card_deliveries WHERE id = ANY ($1::uuid[]))
      ORDER BY id FOR NO KEY UPDATE
      """;

  private static final String INSERT =
      """
      INSERT INTO gift_card_deliveries
        (id, redemption_id, recipient_id, gift_card_id, claim_id, channel, address, address_hash, kind, follows)
      SELECT DISTINCT ON (d.claim_id) n.id, d.redemption_id, d.recipient_id, d.gift_card_id, d.claim_id, 'email',
             r.email, r.email_hash, 'fallback', d.id
      FROM unnest($1::uuid[], $2::uuid[]) AS n (follows, id)
      JOIN gift_card_deliveries d ON d.id = n.follows
      JOIN gift_cards g ON g.id = d.gift_card_id AND g.current_claim_id = d.claim_id
      JOIN recipients r ON r.id = d.recipient_id
      JOIN campaigns c ON c.id = r.campaign_id
      WHERE d.channel <> 'email' AND d.sms_status IN ('failed', 'undelivered')
        AND g.status IN ('claimed', 'sent', 'delivered')
        AND 'email' = ANY (c.channels) AND r.email IS NOT NULL
        AND NOT EXISTS (SELECT FROM opt_outs o WHERE o.address_hash IN (r.email_hash, d.address_hash))
        AND NOT EXISTS (
          SELECT FROM gift_card_deliveries e
          WHERE e.claim_id = d.claim_id
            AND e.sms_status IN ('pending', 'held', 'sending', 'sent', 'unknown', 'delivered', 'manually_delivered'))
      ON CONFLICT (follows) WHERE kind = 'fallback' DO NOTHING
      """;

  // One that a sender has at this moment goes its way.
  private static final String CALL_BACK =
      """
      UPDATE gift_card_deliveries e
      SET sms_status = 'suppressed', code = NULL, reason = 'the message that it stands in for got through after all',
          lease_token = NULL, lease_until = NULL
      FROM gift_card_deliveries d
      WHERE d.id = $1 AND e.claim_id = d.claim_id AND e.id <> d.id AND e.kind = 'fallback'
        AND e.sms_status IN ('pending', 'held') AND coalesce(e.lease_until <= clock_timestamp(), true)
      """;

  /** New ids beside the deliveries that they would follow; those that may not are left out. */
  Uni<Integer> insert(SqlClient client, List<UUID> ended, List<UUID> ids) {
    UUID[] follows = ended.toArray(UUID[]::new);
    return client
        .preparedQuery(LOCK)
        .execute(Tuple.tuple().addArrayOfUUID(follows))
        .chain(
            () -> client.preparedQuery(INSERT).execute(Tuple.of(follows, ids.toArray(UUID[]::new))))
        .map(rows -> rows.rowCount());
  }

  /** Suppresses those of the same card that still wait. */
  Uni<Void> callBack(SqlClient client, UUID delivered) {
    return client.preparedQuery(CALL_BACK).execute(Tuple.of(delivered)).replaceWithVoid();
  }
}
