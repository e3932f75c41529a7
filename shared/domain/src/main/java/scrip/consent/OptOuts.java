package scrip.consent;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** Who gets nothing any more, by the hash of the address. */
@ApplicationScoped
public class OptOuts {

  private static final String ADD =
      """
      WITH number AS (
        INSERT INTO opt_outs (address_hash, source) VALUES ($1, $2) ON CONFLICT DO NOTHING
      )
      INSERT INTO opt_outs (address_hash, source, because_of)
      SELECT DISTINCT email_hash, $2, $1::bytea FROM recipients
      WHERE phone_hash = $1 AND email_hash IS NOT NULL ORDER BY email_hash
      ON CONFLICT DO NOTHING
      """;

  // What begins to be sent at this moment either holds its row, and was sent before, or finds it
  // suppressed. What is put in line at this moment is found opted out when its turn comes.
  private static final String SUPPRESS =
      """
      WITH addresses AS (
        SELECT $1::bytea AS hash
        UNION
        SELECT email_hash FROM recipients WHERE phone_hash = $1 AND email_hash IS NOT NULL
      ), waiting AS (
        SELECT d.id FROM gift_card_deliveries d JOIN addresses a ON a.hash = d.address_hash
        WHERE d.sms_status IN ('pending', 'held') ORDER BY d.id FOR UPDATE OF d
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

  private static final String LIFT =
      "DELETE FROM opt_outs WHERE (address_hash = $1 OR because_of = $1) AND source <> 'operator'";

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
