package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * How many cards somebody revealed or voided of late, over all their calls and pages: a few take
 * nobody else, more take a grant. Counted from what the audit says, so what callers of the
 * redemption were shown is not counted.
 */
@ApplicationScoped
public class AloneActs {

  // Whoever acts twice at once is counted one after the other.
  private static final String LOCK =
      "SELECT pg_advisory_xact_lock(hashtextextended('alone:' || $1, 0))";

  private static final String COUNT =
      """
      WITH rows AS (
        SELECT action, subject_id, detail FROM audit_log
        WHERE actor = $1 AND at > clock_timestamp() - $3 * INTERVAL '1 second' AND action IN ($2, $2 || '-cards')
      )
      SELECT count(*) AS cards FROM (
        SELECT subject_id FROM rows WHERE action = $2
        UNION SELECT jsonb_array_elements_text(detail -> 'cards') FROM rows WHERE action = $2 || '-cards'
        UNION SELECT unnest($4::text[])
      ) AS cards
      """;

  private final Pool pool;
  private final AloneConfig config;

  public AloneActs(Pool pool, AloneConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /**
   * Does the work in a transaction, when these cards are few enough with those before; else the
   * other thing, outside of it.
   *
   * @param action reveal or void
   */
  public <T> Uni<T> orElse(
      String actor,
      String action,
      List<Long> ids,
      Function<SqlConnection, Uni<T>> work,
      Supplier<Uni<T>> otherwise) {
    return ManualAct.again(
            Uni.createFrom()
                .deferred(
                    () ->
                        pool.withTransaction(
                            transaction ->
                                few(transaction, actor, action, ids)
                                    .chain(
                                        few ->
                                            few
                                                ? work.apply(transaction)
                                                : Uni.createFrom().failure(new TooMany())))))
        .onFailure(TooMany.class)
        .recoverWithUni(() -> otherwise.get());
  }

  private Uni<Boolean> few(SqlConnection transaction, String actor, String action, List<Long> ids) {
    if (ids.size() > config.cards()) {
      return Uni.createFrom().item(false);
    }
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.of(actor))
        .chain(
            () ->
                transaction
                    .preparedQuery(COUNT)
                    .execute(
                        Tuple.of(actor, action, config.window().toSeconds())
                            .addArrayOfString(
                                ids.stream().map(String::valueOf).toArray(String[]::new))))
        .map(rows -> rows.iterator().next().getLong("cards") <= config.cards());
  }

  /** Undoes the transaction that counted. */
  private static final class TooMany extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TooMany() {
      super(null, null, false, false);
    }
  }
}
