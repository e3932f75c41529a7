package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import scrip.access.LimitsConfig.Budget;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** What one caller or code has spent of its budgets: the rows that {@link Limits} counts. */
@ApplicationScoped
public class SpentBudgets {

  // An address may have been counted as its connection spells it, and as PostgreSQL does.
  private static final String FIND =
      """
      WITH who AS (
        SELECT ARRAY[$1::text, CASE WHEN $5::boolean THEN host($1::text::inet) END] AS names,
               CASE WHEN $5::boolean THEN $1::text::inet END AS address
      ), budgets AS (
        SELECT * FROM unnest($2::text[], $3::integer[], $4::integer[]) AS b (action, maximum, seconds)
      ), attempts AS (
        SELECT t.action, max(t.created_at) AS last_attempt,
               count(*) FILTER (WHERE t.created_at > clock_timestamp() - INTERVAL '1 hour') AS last_hour
        FROM rate_limit_tracking t, who WHERE t.identifier = ANY (who.names) GROUP BY t.action
      )
      SELECT action, coalesce(a.last_hour, 0) AS last_hour, a.last_attempt, b.maximum, b.seconds, w.spent,
             CASE WHEN w.spent >= b.maximum THEN w.oldest + make_interval(secs => b.seconds) END AS blocked_until,
             EXISTS (SELECT FROM limit_allowances l, who WHERE l.network >>= who.address AND l.expires_at > now())
               AS allowed
      FROM budgets b FULL JOIN attempts a USING (action)
      LEFT JOIN LATERAL (
        SELECT count(*) AS spent, min(n.created_at) AS oldest
        FROM (SELECT t.created_at FROM rate_limit_tracking t, who
              WHERE t.identifier = ANY (who.names) AND t.action = b.action
                AND t.created_at > clock_timestamp() - make_interval(secs => b.seconds)
              ORDER BY t.created_at DESC LIMIT b.maximum) AS n
      ) AS w ON b.maximum IS NOT NULL
      ORDER BY action
      """;

  private static final String CLEAR =
      """
      DELETE FROM rate_limit_tracking
      WHERE identifier = $1::text OR $2::boolean AND identifier = host(CASE WHEN $2::boolean THEN $1::text::inet END)
      """;

  private static final String VISIBLE =
      """
      SELECT CASE split_part($1::text, ':', 1)
        WHEN 'agent' THEN EXISTS (
          SELECT FROM api_keys k WHERE k.id::text = split_part($1::text, ':', 2) AND k.client_id = ANY ($2::uuid[]))
        WHEN 'person' THEN EXISTS (
          SELECT FROM person_clients p
          WHERE p.person_id::text = split_part($1::text, ':', 2) AND p.client_id = ANY ($2::uuid[]))
        WHEN 'code' THEN NOT EXISTS (
          SELECT FROM recipients r
          WHERE encode(substring(r.code_hash FOR 8), 'hex') = split_part($1::text, ':', 2)
            AND NOT r.client_id = ANY ($2::uuid[]))
        WHEN 'redemption' THEN EXISTS (
          SELECT FROM redemptions d JOIN recipients r ON r.id = d.recipient_id
          WHERE d.id = CASE WHEN $1::text ~ '^redemption:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
                            THEN split_part($1::text, ':', 2)::uuid END
            AND r.client_id = ANY ($2::uuid[]))
        WHEN 'station' THEN EXISTS (
          SELECT FROM stations s
          WHERE s.id::text = split_part($1::text, ':', 2) AND s.client_id = ANY ($2::uuid[]))
        WHEN 'device' THEN EXISTS (
          SELECT FROM station_devices d JOIN stations s ON s.id = d.station_id
          WHERE d.id::text = split_part($1::text, ':', 2) AND s.client_id = ANY ($2::uuid[]))
        ELSE true END AS visible
      """;

  private final Pool pool;
  private final LimitsConfig config;

  public SpentBudgets(Pool pool, LimitsConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /**
   * One budget.
   *
   * @param attempts in the last hour
   * @param spent within the window; null when no budget of that action is known
   * @param windowSeconds how long an attempt counts
   * @param blockedUntil null when the next attempt passes
   */
  public record Spent(
      String action,
      long attempts,
      Instant lastAttempt,
      Long spent,
      Integer maximum,
      Integer windowSeconds,
      boolean blocked,
      Instant blockedUntil) {}

  /**
   * All of one caller's or code's.
   *
   * @param allowListed whether budgets of this address are not counted at present
   */
  public record Found(String identifier, boolean allowListed, List<Spent> budgets) {}

  /**
   * Looks them up.
   *
   * @throws Refused not-found, when it is a key, a person or a code of clients that the caller does
   *     not see
   */
  public Uni<Found> find(Identifier who, Clients clients) {
    List<Limited> limited = limited(who);
    return visible(who, clients)
        .chain(
            () ->
                pool.preparedQuery(FIND)
                    .execute(
                        Tuple.tuple()
                            .addString(who.name())
                            .addArrayOfString(
                                limited.stream().map(Limited::action).toArray(String[]::new))
                            .addArrayOfInteger(
                                limited.stream()
                                    .map(l -> l.budget().maximum())
                                    .toArray(Integer[]::new))
                            .addArrayOfInteger(
                                limited.stream()
                                    .map(l -> (int) l.budget().window().toSeconds())
                                    .toArray(Integer[]::new))
                            .addBoolean(who.address())))
        .map(
            rows -> {
              boolean allowed = false;
              List<Spent> budgets = new ArrayList<>();
              for (Row row : rows) {
                allowed = row.getBoolean("allowed");
                budgets.add(spent(row, allowed));
              }
              return new Found(who.name(), allowed, budgets);
            });
  }

  /** Deletes all attempts on the connection of the caller's transaction; returns how many. */
  Uni<Integer> clear(SqlConnection transaction, Identifier who) {
    return transaction
        .preparedQuery(CLEAR)
        .execute(Tuple.of(who.name(), who.address()))
        .map(rows -> rows.rowCount());
  }

  Uni<Void> visible(Identifier who, Clients clients) {
    if (clients.every()) {
      return Uni.createFrom().voidItem();
    }
    return pool.preparedQuery(VISIBLE)
        .execute(Tuple.tuple().addString(who.name()).addArrayOfUUID(clients.orNull()))
        .invoke(
            rows -> {
              if (!rows.iterator().next().getBoolean("visible")) {
                throw new Refused(RequestRefusal.NOT_FOUND);
              }
            })
        .replaceWithVoid();
  }

  private List<Limited> limited(Identifier who) {
    if (who.address()) {
      return limited(config.addressRequests(), config.addressFailures());
    }
    return switch (who.name().substring(0, who.name().indexOf(':'))) {
      case "agent", "person" ->
          List.of(
              new Limited(Limits.REQUEST, config.agentRequests()),
              new Limited(Limits.FAILURE, config.agentFailures()),
              new Limited(Limits.RESEND, config.callerResends()));
      case "redemption" -> List.of(new Limited(Limits.RESEND, config.redemptionResends()));
      case "device" ->
          List.of(
              new Limited(StationLimits.REQUEST, config.deviceRequests()),
              new Limited(StationLimits.FAILURE, config.deviceFailures()),
              new Limited(StationLimits.PASSCODE, config.devicePasscodes()));
      case "station" -> List.of(new Limited(StationLimits.PASSCODE, config.stationPasscodes()));
      case "code" -> limited(config.codeRequests(), config.codeFailures());
      default -> List.of();
    };
  }

  private static List<Limited> limited(Budget requests, Budget failures) {
    return List.of(new Limited(Limits.REQUEST, requests), new Limited(Limits.FAILURE, failures));
  }

  private static Spent spent(Row row, boolean allowed) {
    Instant until = allowed ? null : instant(row.getOffsetDateTime("blocked_until"));
    return new Spent(
        row.getString("action"),
        row.getLong("last_hour"),
        instant(row.getOffsetDateTime("last_attempt")),
        row.getLong("spent"),
        row.getInteger("maximum"),
        row.getInteger("seconds"),
        until != null,
        until);
  }

  private static Instant instant(OffsetDateTime time) {
    return time == null ? null : time.toInstant();
  }

  private record Limited(String action, Budget budget) {}
}
