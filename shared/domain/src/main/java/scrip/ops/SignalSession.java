package scrip.ops;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import scrip.access.Caller;
import scrip.audit.AuditLog;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Cancels the statement of a session, or ends the session. */
@ApplicationScoped
public class SignalSession {

  private final Pool pool;
  private final DatabaseSessions sessions;
  private final AuditLog audit;

  public SignalSession(Pool pool, DatabaseSessions sessions, AuditLog audit) {
    this.pool = pool;
    this.sessions = sessions;
    this.audit = audit;
  }

  /** How hard. */
  public enum How {
    CANCEL,
    TERMINATE
  }

  /**
   * Signals it.
   *
   * @throws Refused not-found, when there is no such session any more; session-not-ours
   */
  public Uni<Void> signal(int pid, How how, String reason, Caller by) {
    return pool.withTransaction(
        transaction ->
            sessions
                .signal(transaction, pid, how == How.TERMINATE)
                .chain(
                    said ->
                        switch (said) {
                          case GONE ->
                              throw new Refused(
                                  RequestRefusal.NOT_FOUND, "That session is gone already.");
                          case NOT_OURS -> throw new Refused(OperationsRefusal.SESSION_NOT_OURS);
                          case DONE ->
                              audit.write(
                                  transaction,
                                  new AuditLog.Entry(
                                      by.name(),
                                      how.name().toLowerCase(Locale.ROOT) + "-session",
                                      "pg_stat_activity",
                                      Integer.toString(pid),
                                      reason,
                                      new JsonObject(),
                                      by.requestId()));
                        }));
  }
}
