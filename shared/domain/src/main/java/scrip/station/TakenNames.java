package scrip.station;

import io.vertx.pgclient.PgException;
import java.util.Map;
import scrip.problem.Refused;

/** Names of stations that somebody else was faster to take. */
final class TakenNames {

  private static final Map<String, KeepingRefusal> BY_CONSTRAINT =
      Map.of(
          "stations_code_key", KeepingRefusal.STATION_CODE_TAKEN,
          "stations_client_id_name_key", KeepingRefusal.STATION_NAME_TAKEN);

  private TakenNames() {}

  /** The refusal that a failure of the database means, or the failure itself. */
  static Throwable refusal(Throwable failure) {
    KeepingRefusal refusal =
        failure instanceof PgException e && e.getConstraint() != null
            ? BY_CONSTRAINT.get(e.getConstraint())
            : null;
    return refusal == null ? failure : new Refused(refusal);
  }
}
