package scrip.consent;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Who gets nothing any more, by the hash of the address. */
@ApplicationScoped
public class OptOuts {

  // An address belongs to whoever has it on record, and to whoever had a card sent there.
  private static final String ADD =
      """
      WITH given AS (
        INSERT INTO opt_outs (address_hash, source) VALUES ($1, $2) ON CONFLICT DO NOTHING
      ), people AS (
        SELECT id FROM recipients WHERE phone_hash = $1
        UNION
        SELECT recipient_id FROM redemptions WHERE address_hash = $1
      )
      INSERT INTO opt_outs (address_hash, source, because_of)
      SELECT e.hash, $2, $1::bytea
      FROM (SELECT r.email_hash AS hash FROM people p JOIN recipients r USING (id)
            UNION
            SELECT d.address_hash FROM people p JOIN redemptions d ON d.recipient_id = p.id WHERE d.channel = 'email') AS e
      WHERE e.hash <> $1 ORDER BY e.hash
      ON CONFLICT DO NOTHING
      """;

  // What begins to be sent at this moment either holds its row, and was sent before, or finds it
  // suppressed. What is put in line at this moment is found opted out when its turn comes.
  private static final String SUPPRESS =
      """
      WITH people AS (
        SELECT id FROM recipients WHERE phone_hash = $1
        UNION
        SELECT recipient_id FROM redemptions WHERE address_hash = $1
      ), waiting AS (
        SELECT d.id FROM gift_card_deliveries d
        WHERE d.sms_status IN ('pending', 'held')
          AND (d.address_hash = $1 OR d.recipient_id IN (SELECT id FROM people))
        ORDER BY d.id FOR UPDATE OF d
      ), suppressed AS (
        UPDATE gift_card_deliveries d
        SET sms_status = 'suppressed', lease_token = NULL, lease_until = NULL, reason = $2
        FROM waiting w WHERE d.id = w.id AND d.sms_status IN ('pending', 'held')
        RETURNING d.id, d.gift_card_id, d.address, d.channel
      ), log AS (
        INSERT INTO sms_delivery_log (delivery_id, gift_card_id, phone_number, delivery_status, error_message)
        SELECT id, gift_card_id, address, 'suppressed', $2 FROM suppressed WHERE channel = 'sms'
        ON CONFLICT (delivery_id) DO UPDATE
          SET delivery_status = 'suppressed', error_message = EXCLUDED.error_message
      )
      SELECT count(*) AS suppressed FROM suppressed
      """;

  // An address that several people share stays opted out while any of them wants nothing.
  private static final String LIFT =
      """
      DELETE FROM opt_outs o
      WHERE (o.address_hash = $1 OR o.because_of = $1) AND o.source <> 'operator'
        AND (o.address_hash = $1 OR NOT EXISTS (
          SELECT FROM recipients r JOIN opt_outs other ON other.address_hash = r.phone_hash
          WHERE r.email_hash = o.address_hash AND r.phone_hash <> $1))
      """;

  private static final String WHY = "not sent: the recipient asked for no messages";

  /**
   * Opts a number out, with the e-mail addresses of its recipients. Who is opted out already stays
   * so, for the reason they had.
   */
  Uni<Void> add(SqlConnection transaction, Buffer number, String source) {
    return transaction.preparedQuery(ADD).execute(Tuple.of(number, source)).replaceWithVoid();
  }

  /**
   * Ends what waits to be sent to a number or to those addresses.
   *
   * @return how many deliveries that were
   */
  Uni<Integer> suppressWaiting(SqlConnection transaction, Buffer number) {
    return transaction
        .preparedQuery(SUPPRESS)
        .execute(Tuple.of(number, WHY))
        .map(rows -> rows.iterator().next().getLong("suppressed").intValue());
  }

  /**
   * Lifts every opt-out of a number, and of the addresses that were opted out because of it; not
   * those that an operator wrote, which nobody's message lifts.
   *
   * @return how many there were
   */
  Uni<Integer> lift(SqlConnection transaction, Buffer number) {
    return transaction.preparedQuery(LIFT).execute(Tuple.of(number)).map(rows -> rows.rowCount());
  }
}
