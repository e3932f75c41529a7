package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.giftcard.CodeAlphabet;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.station.Enrolments.Waiting;
import scrip.time.Ids;

/** Issues the one-time code by which one device becomes one of a station. */
@ApplicationScoped
public class IssueEnrolment {

  private static final int LENGTH = 12;

  private final SecureRandom random = new SecureRandom();
  private final Stations stations;
  private final Enrolments enrolments;
  private final AuditLog audit;
  private final Ids ids;
  private final Pool pool;

  public IssueEnrolment(
      Stations stations, Enrolments enrolments, AuditLog audit, Ids ids, Pool pool) {
    this.stations = stations;
    this.enrolments = enrolments;
    this.audit = audit;
    this.ids = ids;
    this.pool = pool;
  }

  /**
   * A code that was issued. Prints itself without it.
   *
   * @param code 12 characters; nobody can see it again
   * @param label of the device that it will make
   * @param expiresAt ten minutes from now
   */
  public record Issued(UUID id, UUID stationId, String label, String code, Instant expiresAt) {

    @Override
    public String toString() {
      return "Issued[" + id + "]";
    }
  }

  /**
   * Issues one.
   *
   * @throws Refused not-found, also for another client's station
   */
  public Uni<Issued> issue(UUID station, String label, ManualAct act) {
    String code = CodeAlphabet.issue(random, LENGTH);
    return act.inTransaction(
        pool,
        transaction ->
            stations
                .lock(transaction, station, act.clients())
                .invoke(found -> found.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)))
                .chain(
                    () ->
                        enrolments.add(
                            transaction, ids.next(), code, station, label, act.caller().name()))
                .call(waiting -> note(transaction, "issue-enrolment", waiting, act))
                .map(waiting -> issued(waiting, code)));
  }

  /**
   * Puts a fresh code in the place of one that was issued and not used; the old one is dead.
   *
   * @param id of what was issued
   * @throws Refused enrolment-used, when a device was made with it
   */
  public Uni<Issued> renew(UUID id, ManualAct act) {
    String code = CodeAlphabet.issue(random, LENGTH);
    return act.inTransaction(
        pool,
        transaction ->
            enrolments
                .renew(transaction, id, code, act.clients())
                .map(found -> found.orElseThrow(() -> new Refused(KeepingRefusal.ENROLMENT_USED)))
                .call(waiting -> note(transaction, "renew-enrolment", waiting, act))
                .map(waiting -> issued(waiting, code)));
  }

  private Uni<Void> note(SqlConnection transaction, String action, Waiting waiting, ManualAct act) {
    return audit.write(
        transaction,
        act.entry(
            action,
            "stations",
            waiting.stationId(),
            JsonObject.of("enrolment", waiting.id().toString(), "label", waiting.label())));
  }

  private static Issued issued(Waiting waiting, String code) {
    return new Issued(
        waiting.id(), waiting.stationId(), waiting.label(), code, waiting.expiresAt());
  }
}
