package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.StreamSupport;
import scrip.money.Money;
import scrip.station.Station.Draft;
import scrip.station.Station.Hours;

/** The stations of clients. */
@ApplicationScoped
public class Stations {

  private static final String COLUMNS =
      """
      id, client_id, code, name, region, time_zone, opens, closes, passcode_hash IS NOT NULL AS passcode_set, state, created_at
      """;

  private static final String LIST =
      "SELECT "
          + COLUMNS
          + """
            FROM stations
            WHERE ($1::uuid[] IS NULL OR client_id = ANY ($1::uuid[])) AND ($2::uuid IS NULL OR client_id = $2::uuid)
              AND ($3::text IS NULL OR region = $3::text) AND ($4::text IS NULL OR state = $4::text)
              AND ($5::text IS NULL OR code > $5::text)
            ORDER BY code LIMIT $6
            """;

  private static final String ONE =
      "SELECT "
          + COLUMNS
          + " FROM stations WHERE id = $1 AND ($2::uuid[] IS NULL OR client_id = ANY ($2::uuid[]))";

  private static final String LOCK = ONE + " FOR UPDATE";

  private static final String IS_CLIENT = "SELECT FROM clients WHERE id = $1";

  private static final String ADD =
      """
      INSERT INTO stations (id, client_id, code, name, region, time_zone, opens, closes, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      RETURNING\s"""
          + COLUMNS;

  private static final String CHANGE =
      """
      UPDATE stations SET name = $2, region = $3, time_zone = $4, opens = $5, closes = $6, state = $7 WHERE id = $1
      RETURNING\s"""
          + COLUMNS;

  private static final String SET_PASSCODE =
      "UPDATE stations SET passcode_hash = $2 WHERE id = $1 RETURNING " + COLUMNS;

  private static final String TODAY =
      """
      SELECT r.currency, count(*) AS redemptions, sum(r.value_minor)::bigint AS amount
      FROM stations s JOIN voucher_redemptions r ON r.station_id = s.id
      WHERE s.id = $1 AND r.redeemed_at <= $2
        AND r.redeemed_at >= date_trunc('day', $2::timestamptz AT TIME ZONE s.time_zone) AT TIME ZONE s.time_zone
      GROUP BY r.currency ORDER BY r.currency
      """;

  private final Pool pool;

  public Stations(Pool pool) {
    this.pool = pool;
  }

  /**
   * What to look for; null where anything will do.
   *
   * @param after only those whose code comes after this one
   */
  public record Wanted(UUID client, String region, String state, String after) {}

  /** What a station redeemed in one currency; reversed ones are among it. */
  public record Taken(long count, Money amount) {}

  /**
   * By code.
   *
   * @param clients null for all
   */
  public Uni<List<Station>> list(UUID[] clients, Wanted wanted, int atMost) {
    return pool.preparedQuery(LIST)
        .execute(
            Tuple.tuple()
                .addArrayOfUUID(clients)
                .addUUID(wanted.client())
                .addString(wanted.region())
                .addString(wanted.state())
                .addString(wanted.after())
                .addInteger(atMost))
        .map(Stations::all);
  }

  /** One of these clients; empty when it is another's. */
  public Uni<Optional<Station>> one(UUID id, UUID[] clients) {
    return pool.preparedQuery(ONE)
        .execute(Tuple.tuple().addUUID(id).addArrayOfUUID(clients))
        .map(rows -> all(rows).stream().findFirst());
  }

  /** By currency, since the day began in the zone of the station. */
  public Uni<List<Taken>> today(UUID id, Instant now) {
    return pool.preparedQuery(TODAY)
        .execute(Tuple.of(id, now.atOffset(ZoneOffset.UTC)))
        .map(
            rows ->
                StreamSupport.stream(rows.spliterator(), false)
                    .map(
                        row ->
                            new Taken(
                                row.getLong("redemptions"),
                                new Money(row.getLong("amount"), row.getString("currency"))))
                    .toList());
  }

  /** The same as one, and held until the transaction is over. */
  Uni<Optional<Station>> lock(SqlConnection transaction, UUID id, UUID[] clients) {
    return transaction
        .preparedQuery(LOCK)
        .execute(Tuple.tuple().addUUID(id).addArrayOfUUID(clients))
        .map(rows -> all(rows).stream().findFirst());
  }

  Uni<Boolean> isClient(SqlConnection transaction, UUID id) {
    return transaction
        .preparedQuery(IS_CLIENT)
        .execute(Tuple.of(id))
        .map(rows -> rows.rowCount() > 0);
  }

  Uni<Station> add(SqlConnection transaction, UUID id, Draft draft, Instant now) {
    return transaction
        .preparedQuery(ADD)
        .execute(
            Tuple.tuple()
                .addUUID(id)
                .addUUID(draft.client())
                .addString(draft.code())
                .addString(draft.name())
                .addString(draft.region())
                .addString(draft.timeZone())
                .addLocalTime(draft.hours().opens())
                .addLocalTime(draft.hours().closes())
                .addOffsetDateTime(now.atOffset(ZoneOffset.UTC)))
        .map(rows -> all(rows).get(0));
  }

  /** Writes what may change of it. */
  Uni<Station> change(SqlConnection transaction, Station to, Hours hours) {
    return transaction
        .preparedQuery(CHANGE)
        .execute(
            Tuple.tuple()
                .addUUID(to.id())
                .addString(to.name())
                .addString(to.region())
                .addString(to.timeZone())
                .addLocalTime(hours.opens())
                .addLocalTime(hours.closes())
                .addString(to.state()))
        .map(rows -> all(rows).get(0));
  }

  Uni<Station> setPasscode(SqlConnection transaction, UUID id, String hash) {
    return transaction
        .preparedQuery(SET_PASSCODE)
        .execute(Tuple.of(id, hash))
        .map(rows -> all(rows).get(0));
  }

  private static List<Station> all(RowSet<Row> rows) {
    return StreamSupport.stream(rows.spliterator(), false).map(Stations::of).toList();
  }

  private static Station of(Row row) {
    return new Station(
        row.getUUID("id"),
        row.getUUID("client_id"),
        row.getString("code"),
        row.getString("name"),
        row.getString("region"),
        row.getString("time_zone"),
        text(row.getLocalTime("opens")),
        text(row.getLocalTime("closes")),
        row.getBoolean("passcode_set"),
        row.getString("state"),
        row.getOffsetDateTime("created_at").toInstant());
  }

  static String text(LocalTime time) {
    return time == null ? null : time.toString();
  }
}
