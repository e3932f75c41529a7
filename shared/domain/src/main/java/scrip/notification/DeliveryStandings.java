package scrip.notification;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import scrip.delivery.Channel;
import scrip.delivery.Contact;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** How deliveries stand, and what people's acts make of them. */
@ApplicationScoped
public class DeliveryStandings {

  private static final String FIND =
      """
      SELECT d.id, d.redemption_id, d.sms_status, d.channel, coalesce(d.lease_until > now(), false) AS leased,
             coalesce(x.current_claim_id = d.claim_id AND g.current_claim_id = d.claim_id AND NOT x.under_review
                      AND g.status IN ('claimed', 'sent', 'delivered'), false) AS theirs,
             EXISTS (SELECT FROM card_releases e WHERE e.claim_id = d.claim_id) AS released,
             s.looked_up, s.unexplained, s.in_flight, s.reached, c.channels, l.region, x.channel AS contact_channel,
             x.address AS contact_address, x.address_hash AS contact_hash,
             r.phone, r.phone_hash, r.email, r.email_hash
      FROM gift_card_deliveries d
      JOIN redemptions x ON x.id = d.redemption_id
      JOIN recipients r ON r.id = d.recipient_id
      JOIN campaigns c ON c.id = r.campaign_id
      JOIN clients l ON l.id = r.client_id
      JOIN gift_cards g ON g.id = d.gift_card_id
      CROSS JOIN LATERAL (
        SELECT bool_or(o.sms_status = 'unknown' AND o.absent_at IS NULL AND o.look_up_after IS NOT NULL) AS looked_up,
               bool_or(o.sms_status = 'unknown' AND o.absent_at IS NULL) AS unexplained,
               bool_or(o.sms_status IN ('pending', 'held', 'sending')) AS in_flight,
               bool_or(o.sms_status IN ('delivered', 'manually_delivered')) AS reached
        FROM gift_card_deliveries o WHERE o.claim_id = d.claim_id
      ) AS s
      WHERE d.id = $1 AND ($2::uuid[] IS NULL OR r.client_id = ANY ($2))
      """;

  // In the order in which everybody takes them: the deliveries of the claim, then the redemption.
  private static final String LOCK_DELIVERIES =
      """
      SELECT FROM gift_card_deliveries
      WHERE claim_id = (SELECT claim_id FROM gift_card_deliveries WHERE id = $1) ORDER BY id FOR UPDATE
      """;
  private static final String LOCK_REDEMPTION =
      """
      SELECT FROM redemptions
      WHERE id = (SELECT redemption_id FROM gift_card_deliveries WHERE id = $1) FOR UPDATE
      """;

  private static final String OPTED_OUT = "SELECT FROM opt_outs WHERE address_hash = $1";

  private static final String RESEND =
      """
      INSERT INTO gift_card_deliveries
        (id, redemption_id, recipient_id, gift_card_id, claim_id, channel, address, address_hash, kind, follows,
         requested_by)
      SELECT $2, redemption_id, recipient_id, gift_card_id, claim_id, $3, $4, $5, 'resend', id, $6
      FROM gift_card_deliveries WHERE id = $1
      """;

  private static final String CHANGE_CONTACT =
      "UPDATE redemptions SET channel = $2, address = $3, address_hash = $4 WHERE id = $1";

  private static final String MARK =
      """
      UPDATE gift_card_deliveries SET sms_status = 'manually_delivered', reason = $2, look_up_after = NULL WHERE id = $1
      """;

  private static final String CANCEL =
      """
      WITH cancelled AS (
        UPDATE gift_card_deliveries
        SET sms_status = 'suppressed', reason = $2, cancelled_by = $3, code = NULL, lease_token = NULL, lease_until = NULL
        WHERE id = $1 AND sms_status IN ('pending', 'held')
        RETURNING id, gift_card_id, address, channel, reason
      )
      INSERT INTO sms_delivery_log (delivery_id, gift_card_id, phone_number, delivery_status, error_message)
      SELECT id, gift_card_id, address, 'suppressed', reason FROM cancelled WHERE channel = 'sms'
      ON CONFLICT (delivery_id) DO UPDATE
        SET delivery_status = EXCLUDED.delivery_status, error_message = EXCLUDED.error_message
      """;

  /**
   * How it stands.
   *
   * @throws Refused not-found, also when it is of a client that the caller does not see
   */
  Uni<Standing> find(SqlClient on, UUID id, UUID[] clients) {
    return on.preparedQuery(FIND)
        .execute(Tuple.tuple().addUUID(id).addArrayOfUUID(clients))
        .map(
            rows -> {
              if (rows.rowCount() == 0) {
                throw new Refused(RequestRefusal.NOT_FOUND, "There is no such delivery.");
              }
              return standing(rows.iterator().next());
            });
  }

  /** Waits for everybody who sends, reports on or replaces this claim, and holds it still. */
  Uni<Void> lock(SqlConnection transaction, UUID id) {
    return transaction
        .preparedQuery(LOCK_DELIVERIES)
        .execute(Tuple.of(id))
        .chain(() -> transaction.preparedQuery(LOCK_REDEMPTION).execute(Tuple.of(id)))
        .replaceWithVoid();
  }

  /** Whether the owner of an address asked for no messages. */
  Uni<Boolean> optedOut(SqlConnection transaction, Contact contact) {
    return transaction
        .preparedQuery(OPTED_OUT)
        .execute(Tuple.of(Buffer.buffer(contact.hash())))
        .map(rows -> rows.rowCount() > 0);
  }

  /** Puts the same card on its way once more, as a delivery of its own. */
  Uni<Void> resend(SqlConnection transaction, UUID id, UUID newId, Contact to, String by) {
    return transaction
        .preparedQuery(RESEND)
        .execute(
            Tuple.of(id, newId, to.channel().word(), to.address(), Buffer.buffer(to.hash()), by))
        .replaceWithVoid();
  }

  /** Makes it the contact of the redemption. */
  Uni<Void> changeContact(SqlConnection transaction, UUID redemptionId, Contact to) {
    return transaction
        .preparedQuery(CHANGE_CONTACT)
        .execute(
            Tuple.of(redemptionId, to.channel().word(), to.address(), Buffer.buffer(to.hash())))
        .replaceWithVoid();
  }

  /** Card and log follow by the database's own doing. */
  Uni<Void> mark(SqlConnection transaction, UUID id, String reason) {
    return transaction.preparedQuery(MARK).execute(Tuple.of(id, reason)).replaceWithVoid();
  }

  Uni<Void> cancel(SqlConnection transaction, UUID id, String reason, String by) {
    return transaction.preparedQuery(CANCEL).execute(Tuple.of(id, reason, by)).replaceWithVoid();
  }

  private static Standing standing(Row row) {
    Channel channel = channel(row.getString("channel"));
    Set<Channel> offered = new LinkedHashSet<>();
    for (String word : row.getArrayOfStrings("channels")) {
      offered.add(channel(word));
    }
    // What people do by hand may take the channel it had, and e-mail, whatever the campaign offers.
    offered.add(channel);
    offered.add(Channel.EMAIL);
    return new Standing(
        row.getUUID("id"),
        row.getUUID("redemption_id"),
        row.getString("sms_status"),
        channel,
        row.getBoolean("leased"),
        row.getBoolean("theirs"),
        row.getBoolean("released"),
        row.getBoolean("looked_up"),
        row.getBoolean("unexplained"),
        row.getBoolean("in_flight"),
        row.getBoolean("reached"),
        offered,
        row.getString("region"),
        contact(row, channel(row.getString("contact_channel")), "contact_address", "contact_hash"),
        contact(row, Channel.SMS, "phone", "phone_hash"),
        contact(row, Channel.EMAIL, "email", "email_hash"));
  }

  private static Contact contact(Row row, Channel channel, String address, String hash) {
    return row.getString(address) == null
        ? null
        : new Contact(channel, row.getString(address), row.getBuffer(hash).getBytes());
  }

  private static Channel channel(String word) {
    return Channel.of(word).orElseThrow();
  }
}
