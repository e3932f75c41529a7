package scrip.access;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows that have served their time: counted requests and kept answers after a day, sessions and
 * codes that enrol devices thirty days after their end, attempts at stations after 400 days. By the
 * database's clock, a bounded number in one run.
 */
@ApplicationScoped
public class ExpiredRows {

  private static final int AT_ONCE = 5_000;
  private static final int ROUNDS = 20;

  private static final String COUNTED =
      """
      DELETE FROM rate_limit_tracking WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM rate_limit_tracking WHERE created_at < now() - INTERVAL '24 hours' LIMIT $1))
      """;

  // A key whose request is still under way is not of that age, unless it died: its lease says
  // which.
  private static final String ANSWERS =
      """
      DELETE FROM idempotency_keys WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM idempotency_keys
        WHERE created_at < now() - INTERVAL '24 hours' AND (lease_until IS NULL OR lease_until < now()) LIMIT $1))
      """;

  private static final String SESSIONS =
      """
      DELETE FROM sessions WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM sessions WHERE expires_at < now() - INTERVAL '30 days' LIMIT $1))
      """;

  private static final String OPERATORS =
      """
      DELETE FROM station_sessions WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM station_sessions WHERE expires_at < now() - INTERVAL '30 days' LIMIT $1))
      """;

  private static final String ENROLMENTS =
      """
      DELETE FROM station_enrolments WHERE ctid = ANY (ARRAY(
        SELECT ctid FROM station_enrolments WHERE expires_at < now() - INTERVAL '30 days' LIMIT $1))
      """;

  // Attempts are history that the functions may not touch: the database removes them for us.
  private static final String ATTEMPTS =
      "SELECT n FROM generate_series(1, forget_station_attempts($1)) AS n";

  private final Pool pool;

  public ExpiredRows(Pool pool) {
    this.pool = pool;
  }

  /** Forgets them; a repeat finds fewer or none. */
  public Uni<String> forget() {
    Map<String, String> kinds = new LinkedHashMap<>();
    kinds.put("counted requests", COUNTED);
    kinds.put("kept answers", ANSWERS);
    kinds.put("sessions", SESSIONS);
    kinds.put("sessions of operators", OPERATORS);
    kinds.put("codes of devices", ENROLMENTS);
    kinds.put("attempts at stations", ATTEMPTS);
    return Multi.createFrom()
        .iterable(kinds.entrySet())
        .onItem()
        .transformToUniAndConcatenate(
            kind -> forget(kind.getValue(), ROUNDS, 0).map(rows -> rows + " " + kind.getKey()))
        .collect()
        .asList()
        .map(told -> String.join(", ", told) + " forgotten");
  }

  private Uni<Integer> forget(String sql, int rounds, int before) {
    return pool.preparedQuery(sql)
        .execute(Tuple.of(AT_ONCE))
        .chain(
            rows ->
                rows.rowCount() < AT_ONCE || rounds == 1
                    ? Uni.createFrom().item(before + rows.rowCount())
                    : forget(sql, rounds - 1, before + rows.rowCount()));
  }
}
