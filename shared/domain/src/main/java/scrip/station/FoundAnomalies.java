package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * What is odd among the attempts of some time. One row a kind, station and voucher is open; what is
 * newer than anything that its rows know of is added to it, so that looking twice adds nothing and
 * a row that somebody closed comes back for new attempts only.
 */
@ApplicationScoped
public class FoundAnomalies {

  private static final String LOOKED_UNTIL = "SELECT looked_until FROM station_watch FOR UPDATE";

  private static final String LOOKED = "UPDATE station_watch SET looked_until = $1";

  // From here on alike for all: those newer than what is known, in one row or one more.
  private static final String ADD =
      """
      INSERT INTO station_anomalies AS a (kind, station_id, voucher_id, detail, times, seen_at, last_seen_at)
      SELECT kind, station_id, voucher_id, (array_agg(detail ORDER BY at DESC))[1], count(*), min(at), max(at)
      FROM fresh GROUP BY kind, station_id, voucher_id
      ON CONFLICT (kind, station_id, voucher_id) WHERE closed_at IS NULL DO UPDATE
        SET times = a.times + EXCLUDED.times, last_seen_at = EXCLUDED.last_seen_at, detail = EXCLUDED.detail
      """;

  private static final String FRESH_OF_STATION =
      """
      ), fresh AS (
        SELECT f.* FROM found f
        WHERE f.at > coalesce((SELECT max(k.last_seen_at) FROM station_anomalies k
                               WHERE k.station_id = f.station_id AND k.kind = f.kind), '-infinity')
      )
      """;

  // A voucher's attempts are bounded by the limits of devices; 1,000 of them say enough.
  private static final String SEVERAL_STATIONS =
      """
      WITH recent AS (
        SELECT DISTINCT voucher_id FROM station_attempts
        WHERE at > $1::timestamptz AND at <= $2::timestamptz AND voucher_id IS NOT NULL AND outcome <> 'repeated'
      ), tried AS (
        SELECT r.voucher_id, t.at, t.station_id, t.outcome FROM recent r CROSS JOIN LATERAL (
          SELECT t.at, t.station_id, t.outcome FROM station_attempts t
          WHERE t.voucher_id = r.voucher_id AND t.outcome <> 'repeated'
            AND t.at > $1::timestamptz - $3::integer * INTERVAL '1 second' AND t.at <= $2::timestamptz
          ORDER BY t.at DESC LIMIT 1000) t
      ), together AS (
        SELECT t.* FROM tried t JOIN (SELECT voucher_id, max(at) AS last FROM tried GROUP BY voucher_id) m USING (voucher_id)
        WHERE t.at > m.last - $3::integer * INTERVAL '1 second'
      ), odd AS (
        SELECT t.voucher_id, count(DISTINCT t.station_id) || ' stations tried it: ' || string_agg(DISTINCT s.code, ', ') AS detail
        FROM together t JOIN stations s ON s.id = t.station_id
        GROUP BY t.voucher_id
        HAVING count(DISTINCT t.station_id) >= 2 AND bool_or(t.outcome IN ('already-redeemed', 'wrong-station'))
      ), found AS (
        SELECT 'several-stations' AS kind, NULL::uuid AS station_id, o.voucher_id, o.detail, t.at
        FROM odd o JOIN together t USING (voucher_id)
      ), fresh AS (
        SELECT f.* FROM found f
        WHERE f.at > coalesce((SELECT max(k.last_seen_at) FROM station_anomalies k
                               WHERE k.voucher_id = f.voucher_id AND k.kind = f.kind), '-infinity')
      )
      """
          + ADD;

  private static final String UNKNOWN_CODES =
      """
      WITH counted AS (
        SELECT station_id, at, count(*) OVER (PARTITION BY station_id ORDER BY at
                                              RANGE BETWEEN $3::integer * INTERVAL '1 second' PRECEDING AND CURRENT ROW) AS codes
        FROM station_attempts
        WHERE at > $1::timestamptz - $3::integer * INTERVAL '1 second' AND at <= $2::timestamptz AND outcome IN ('voucher-not-found', 'bad-signature')
      ), found AS (
        SELECT 'unknown-codes' AS kind, station_id, NULL::uuid AS voucher_id,
               codes || ' unknown or forged codes within ' || $3::integer / 60 || ' minutes' AS detail, at
        FROM counted WHERE codes >= $4 AND at > $1::timestamptz
      """
          + FRESH_OF_STATION
          + ADD;

  private static final String OUTSIDE_HOURS =
      """
      WITH local AS (
        SELECT t.station_id, t.at, s.opens, s.closes, s.time_zone, (t.at AT TIME ZONE s.time_zone)::time AS clock
        FROM station_attempts t JOIN stations s ON s.id = t.station_id
        WHERE t.at > $1::timestamptz AND t.at <= $2::timestamptz AND t.outcome = 'redeemed' AND s.opens <> s.closes
      ), found AS (
        SELECT 'outside-hours' AS kind, station_id, NULL::uuid AS voucher_id,
               'redeemed at ' || to_char(clock, 'HH24:MI') || ' of ' || time_zone || ', open from '
               || to_char(opens, 'HH24:MI') || ' to ' || to_char(closes, 'HH24:MI') AS detail, at
        FROM local
        WHERE NOT CASE WHEN opens < closes THEN clock >= opens AND clock < closes
                       ELSE clock >= opens OR clock < closes END
      """
          + FRESH_OF_STATION
          + ADD;

  // What somebody closed by hand is left alone for as long again; so is a station whose first
  // device is younger.
  private static final String QUIET =
      """
      INSERT INTO station_anomalies AS a (kind, station_id, detail, seen_at, last_seen_at)
      SELECT 'no-redemptions', s.id, 'nothing redeemed within ' || $2::integer / 3600 || ' hours', $1::timestamptz, $1::timestamptz
      FROM stations s
      WHERE s.state = 'active'
        AND (EXISTS (SELECT FROM station_devices d WHERE d.station_id = s.id AND d.revoked_at IS NULL
                       AND d.last_seen_at > $1::timestamptz - $2::integer * INTERVAL '1 second')
               AND EXISTS (SELECT FROM station_devices d
                           WHERE d.station_id = s.id AND d.enrolled_at <= $1::timestamptz - $2::integer * INTERVAL '1 second')
             OR EXISTS (SELECT FROM voucher_redemptions r
                        WHERE r.station_id = s.id AND r.redeemed_at > $1::timestamptz - $3::integer * INTERVAL '1 second'))
        AND NOT EXISTS (SELECT FROM voucher_redemptions r
                        WHERE r.station_id = s.id AND r.redeemed_at > $1::timestamptz - $2::integer * INTERVAL '1 second')
        AND NOT EXISTS (SELECT FROM station_anomalies k
                        WHERE k.station_id = s.id AND k.kind = 'no-redemptions' AND k.closed_by NOT LIKE 'job:%'
                          AND k.closed_at > $1::timestamptz - $2::integer * INTERVAL '1 second')
      ON CONFLICT (kind, station_id, voucher_id) WHERE closed_at IS NULL DO UPDATE
        SET times = 1 + greatest(0, extract(epoch FROM EXCLUDED.last_seen_at - a.seen_at))::integer / $2::integer,
            last_seen_at = EXCLUDED.last_seen_at
      """;

  private static final String QUIET_NO_MORE =
      """
      UPDATE station_anomalies a
      SET closed_at = $1::timestamptz, closed_by = 'job:watch-every-1min',
          note = CASE s.state WHEN 'active' THEN 'a voucher was redeemed' ELSE 'the station is closed' END
      FROM stations s
      WHERE s.id = a.station_id AND a.kind = 'no-redemptions' AND a.closed_at IS NULL
        AND (s.state <> 'active' OR EXISTS (SELECT FROM voucher_redemptions r
               WHERE r.station_id = s.id AND r.redeemed_at > $1::timestamptz - $2::integer * INTERVAL '1 second'))
      """;

  private static final String RAISE =
      """
      INSERT INTO alerts (kind, detail)
      SELECT 'station-anomaly', 'Something is odd at stations: look at their anomalies in the console, and close each with a note.'
      WHERE EXISTS (SELECT FROM station_anomalies WHERE closed_at IS NULL)
      ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      """;

  private static final String CLEAR =
      """
      UPDATE alerts SET closed_at = now()
      WHERE kind = 'station-anomaly' AND closed_at IS NULL
        AND NOT EXISTS (SELECT FROM station_anomalies WHERE closed_at IS NULL)
      """;

  /** The time that one look is about: after the first moment, up to the last. */
  record Span(Instant after, Instant until) {

    Tuple tuple(Duration within) {
      return Tuple.of(utc(after), utc(until), (int) within.toSeconds());
    }
  }

  /** Where the last look ended; holds it, so that one looks at a time. */
  Uni<Instant> lookedUntil(SqlConnection transaction) {
    return transaction
        .preparedQuery(LOOKED_UNTIL)
        .execute()
        .map(rows -> rows.iterator().next().getOffsetDateTime("looked_until").toInstant());
  }

  Uni<Void> looked(SqlConnection transaction, Instant until) {
    return transaction.preparedQuery(LOOKED).execute(Tuple.of(utc(until))).replaceWithVoid();
  }

  /** Vouchers that several stations tried, of which one refused; returns how many rows changed. */
  Uni<Integer> severalStations(SqlConnection transaction, Span span, Duration within) {
    return count(transaction, SEVERAL_STATIONS, span.tuple(within));
  }

  Uni<Integer> unknownCodes(SqlConnection transaction, Span span, Duration within, int codes) {
    return count(transaction, UNKNOWN_CODES, span.tuple(within).addInteger(codes));
  }

  Uni<Integer> outsideHours(SqlConnection transaction, Span span) {
    return count(transaction, OUTSIDE_HOURS, Tuple.of(utc(span.after()), utc(span.until())));
  }

  /** Active stations at which nothing was redeemed for so long; those told already among them. */
  Uni<Integer> quiet(SqlConnection transaction, Instant now, Duration quiet, Duration active) {
    return count(
        transaction, QUIET, Tuple.of(utc(now), (int) quiet.toSeconds(), (int) active.toSeconds()));
  }

  /** Closes those at which something was redeemed; returns how many. */
  Uni<Integer> quietNoMore(SqlConnection transaction, Instant now, Duration quiet) {
    return count(transaction, QUIET_NO_MORE, Tuple.of(utc(now), (int) quiet.toSeconds()));
  }

  /** One alert while any is open. */
  Uni<Void> tell(SqlConnection transaction) {
    return transaction
        .preparedQuery(RAISE)
        .execute()
        .chain(() -> transaction.preparedQuery(CLEAR).execute())
        .replaceWithVoid();
  }

  private static Uni<Integer> count(SqlConnection transaction, String sql, Tuple tuple) {
    return transaction.preparedQuery(sql).execute(tuple).map(rows -> rows.rowCount());
  }

  private static OffsetDateTime utc(Instant at) {
    return at.atOffset(ZoneOffset.UTC);
  }
}
