package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import scrip.audit.AuditLog;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.station.Station.Draft;
import scrip.time.Ids;

/** Makes a station of a client. Nobody can sign in at it before it has a passcode and a device. */
@ApplicationScoped
public class MakeStation {

  private final Stations stations;
  private final AuditLog audit;
  private final Ids ids;
  private final Clock clock;
  private final Pool pool;

  public MakeStation(Stations stations, AuditLog audit, Ids ids, Clock clock, Pool pool) {
    this.stations = stations;
    this.audit = audit;
    this.ids = ids;
    this.clock = clock;
    this.pool = pool;
  }

  /**
   * Does so, in one transaction.
   *
   * @throws Refused invalid-request, when the caller sees no such client; station-code-taken,
   *     station-name-taken
   */
  public Uni<Station> make(Draft draft, ManualAct act) {
    return act.inTransaction(pool, transaction -> make(transaction, draft, act))
        .onFailure()
        .transform(TakenNames::refusal);
  }

  private Uni<Station> make(SqlConnection transaction, Draft draft, ManualAct act) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return stations
        .isClient(transaction, draft.client())
        .invoke(
            known -> {
              if (!known || !act.caller().mayActFor(draft.client())) {
                throw Refused.invalid("/client", "must be the id of a client");
              }
            })
        .chain(() -> stations.add(transaction, ids.next(), draft, now))
        .call(
            made ->
                audit.write(
                    transaction,
                    act.entry(
                        "make-station",
                        "stations",
                        made.id(),
                        JsonObject.of(
                            "code",
                            made.code(),
                            "name",
                            made.name(),
                            "region",
                            made.region(),
                            "timeZone",
                            made.timeZone(),
                            "opens",
                            made.opens(),
                            "closes",
                            made.closes()))));
  }
}
