package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalTime;
import java.util.Objects;
import java.util.UUID;
import scrip.audit.AuditLog;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.station.Station.Changes;
import scrip.station.Station.Hours;

/** Changes a station. Its code and its client stay, because vouchers and lists name them. */
@ApplicationScoped
public class ChangeStation {

  private final Stations stations;
  private final AuditLog audit;
  private final Pool pool;

  public ChangeStation(Stations stations, AuditLog audit, Pool pool) {
    this.stations = stations;
    this.audit = audit;
    this.pool = pool;
  }

  /**
   * Does so. What is that value already is left alone, and nothing is noted when all of it is.
   *
   * @throws Refused not-found, also for another client's; station-name-taken
   */
  public Uni<Station> change(UUID id, Changes changes, ManualAct act) {
    return act.inTransaction(
            pool,
            transaction ->
                stations
                    .lock(transaction, id, act.clients())
                    .map(found -> found.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)))
                    .chain(before -> change(transaction, before, changes, act)))
        .onFailure()
        .transform(TakenNames::refusal);
  }

  private Uni<Station> change(
      SqlConnection transaction, Station before, Changes changes, ManualAct act) {
    Hours hours =
        changes.hours() == null
            ? new Hours(time(before.opens()), time(before.closes()))
            : changes.hours();
    Station to =
        new Station(
            before.id(),
            before.clientId(),
            before.code(),
            changes.name() == null ? before.name() : changes.name(),
            changes.region() == null ? before.region() : changes.region(),
            changes.timeZone() == null ? before.timeZone() : changes.timeZone(),
            Stations.text(hours.opens()),
            Stations.text(hours.closes()),
            before.passcodeSet(),
            changes.state() == null ? before.state() : changes.state(),
            before.createdAt());
    if (to.equals(before)) {
      return Uni.createFrom().item(before);
    }
    return stations
        .change(transaction, to, hours)
        .call(
            () ->
                audit.write(
                    transaction,
                    act.entry("change-station", "stations", to.id(), changed(before, to))));
  }

  private static JsonObject changed(Station before, Station to) {
    JsonObject changed = new JsonObject();
    note(changed, "name", before.name(), to.name());
    note(changed, "region", before.region(), to.region());
    note(changed, "timeZone", before.timeZone(), to.timeZone());
    note(changed, "opens", before.opens(), to.opens());
    note(changed, "closes", before.closes(), to.closes());
    note(changed, "state", before.state(), to.state());
    return changed;
  }

  private static void note(JsonObject changed, String member, String before, String to) {
    if (!Objects.equals(before, to)) {
      changed.put(member, JsonArray.of(before, to));
    }
  }

  private static LocalTime time(String text) {
    return text == null ? null : LocalTime.parse(text);
  }
}
