package scrip.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * What went wrong, by type, for counting a day's errors. No messages, no secrets: the log has the
 * rest.
 */
@ApplicationScoped
public class ErrorLogs {

  private static final String WRITE =
      "INSERT INTO error_logs (error_type, function, build, request_id) VALUES ($1, $2, $3, $4)";

  private final Pool pool;
  private final BuildConfig build;

  public ErrorLogs(Pool pool, BuildConfig build) {
    this.pool = pool;
    this.build = build;
  }

  /** Writes one error; when even that fails, the log has it and the caller goes on. */
  public Uni<Void> write(String type, String function, String requestId) {
    return pool.preparedQuery(WRITE)
        .execute(Tuple.of(type, function, build.id(), requestId))
        .replaceWithVoid()
        .onFailure()
        .recoverWithNull();
  }
}
