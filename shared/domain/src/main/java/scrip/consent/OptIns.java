package scrip.consent;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/** What recipients answer to a campaign that asked whether it may write. */
@ApplicationScoped
public class OptIns {

  // One answer is for one question: agreeing to one client is not agreeing to another.
  private static final String ANSWER =
      """
      WITH asked AS (
        SELECT campaign_id FROM recipients WHERE phone_hash = $1 AND opt_in = 'pending'
        ORDER BY opt_in_at DESC NULLS LAST, created_at DESC, id LIMIT 1
      ), theirs AS (
        SELECT r.id FROM recipients r JOIN asked a USING (campaign_id)
        WHERE r.phone_hash = $1 AND r.opt_in = 'pending' ORDER BY r.id FOR UPDATE OF r
      )
      UPDATE recipients r SET opt_in = $2 FROM theirs t WHERE r.id = t.id AND r.opt_in = 'pending'
      """;

  /**
   * Takes an answer for the campaign that asked this number last and has no answer yet.
   *
   * @return how many recipients that were; 0 when nobody asked
   */
  Uni<Integer> answer(SqlConnection transaction, Buffer number, boolean yes) {
    return transaction
        .preparedQuery(ANSWER)
        .execute(Tuple.of(number, yes ? "opted_in" : "opted_out"))
        .map(rows -> rows.rowCount());
  }
}
