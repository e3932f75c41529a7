package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.function.Function;
import scrip.problem.Refused;

/**
 * Transactions of which the database gives up every statement that takes too long. An instance has
 * one connection: a statement that goes on after its request was answered would stop the next one.
 */
@ApplicationScoped
public class TimedTransactions {

  private static final String LIMIT = "SELECT set_config('statement_timeout', $1, true)";

  private final Pool pool;

  public TimedTransactions(Pool pool) {
    this.pool = pool;
  }

  /**
   * Does the work in a transaction.
   *
   * @param atMost for each statement
   * @throws Refused timeout
   */
  <T> Uni<T> run(Duration atMost, Function<SqlConnection, Uni<T>> work) {
    return pool.withTransaction(
            transaction ->
                transaction
                    .preparedQuery(LIMIT)
                    .execute(Tuple.of(atMost.toMillis() + "ms"))
                    .chain(() -> work.apply(transaction)))
        .onFailure(TimedTransactions::tookTooLong)
        .transform(e -> new Refused(PreviewRefusal.TIMEOUT));
  }

  private static boolean tookTooLong(Throwable failure) {
    return failure instanceof PgException e && "57014".equals(e.getSqlState());
  }
}
