package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import scrip.delivery.Contact;
import scrip.money.Money;

/** What a station redeemed, for its operators. */
@ApplicationScoped
public class PastRedemptions {

  static final String PAGE =
      """
      SELECT r.id, r.voucher_id, b.name AS brand, r.value_minor, r.currency, r.reference, v.phone, r.redeemed_at, r.method,
             x.reversed_at
      FROM voucher_redemptions r
      JOIN vouchers v ON v.id = r.voucher_id JOIN brands b ON b.id = v.brand_id
      LEFT JOIN voucher_reversals x ON x.redemption_id = r.id
      WHERE r.station_id = $1 AND ($2::timestamptz IS NULL OR (r.redeemed_at, r.id) < ($2, $3))
      ORDER BY r.redeemed_at DESC, r.id DESC LIMIT $4
      """;

  // What was reversed counts on the day of its redemption, as the slips in the till do.
  static final String BALANCE =
      """
      SELECT (r.redeemed_at AT TIME ZONE $4)::date AS day, r.currency, count(*) AS redeemed,
             sum(r.value_minor)::bigint AS redeemed_amount, count(x.redemption_id) AS reversed,
             coalesce(sum(r.value_minor) FILTER (WHERE x.redemption_id IS NOT NULL), 0)::bigint AS reversed_amount
      FROM voucher_redemptions r LEFT JOIN voucher_reversals x ON x.redemption_id = r.id
      WHERE r.station_id = $1 AND r.redeemed_at >= $2 AND r.redeemed_at <= $3
      GROUP BY 1, 2 ORDER BY 1 DESC, 2
      """;

  private final Pool pool;

  public PastRedemptions(Pool pool) {
    this.pool = pool;
  }

  /** Where a page begins: after this redemption. */
  public record After(Instant redeemedAt, UUID id) {}

  /**
   * One redemption.
   *
   * @param id of the redemption
   * @param maskedMsisdn null when the voucher's number is not known
   * @param reversedAt when its voucher was made void afterwards; null when it stands
   */
  public record Entry(
      UUID id,
      UUID voucherId,
      String brand,
      Money amount,
      String reference,
      String maskedMsisdn,
      Instant redeemedAt,
      String method,
      Instant reversedAt) {}

  /**
   * A day of the station's time zone in one currency.
   *
   * @param reversed of those redeemed that day, what was made void since, whenever that was
   */
  public record Day(LocalDate day, String currency, Sum redeemed, Sum reversed) {}

  /** So many, and their amounts together in minor units. */
  public record Sum(long count, long amount) {}

  /**
   * The newest first.
   *
   * @param after null for the first page
   */
  public Uni<List<Entry>> page(UUID station, After after, int atMost) {
    return pool.preparedQuery(PAGE)
        .execute(
            Tuple.tuple()
                .addUUID(station)
                .addOffsetDateTime(
                    after == null ? null : after.redeemedAt().atOffset(ZoneOffset.UTC))
                .addUUID(after == null ? null : after.id())
                .addInteger(atMost))
        .map(
            rows -> {
              List<Entry> entries = new ArrayList<>(rows.size());
              for (Row row : rows) {
                entries.add(entry(row));
              }
              return entries;
            });
  }

  /**
   * Sums by day and currency, the newest day first; days without any are left out.
   *
   * @param days so many up to today, as it is at the station
   */
  public Uni<List<Day>> balance(UUID station, String timeZone, int days, Instant now) {
    ZoneId zone = ZoneId.of(timeZone);
    OffsetDateTime from =
        LocalDate.ofInstant(now, zone).minusDays(days - 1L).atStartOfDay(zone).toOffsetDateTime();
    return pool.preparedQuery(BALANCE)
        .execute(Tuple.of(station, from, now.atOffset(ZoneOffset.UTC), timeZone))
        .map(
            rows -> {
              List<Day> found = new ArrayList<>(rows.size());
              for (Row row : rows) {
                found.add(day(row));
              }
              return found;
            });
  }

  private static Day day(Row row) {
    return new Day(
        row.getLocalDate("day"),
        row.getString("currency"),
        new Sum(row.getLong("redeemed"), row.getLong("redeemed_amount")),
        new Sum(row.getLong("reversed"), row.getLong("reversed_amount")));
  }

  private static Entry entry(Row row) {
    String phone = row.getString("phone");
    OffsetDateTime reversed = row.getOffsetDateTime("reversed_at");
    return new Entry(
        row.getUUID("id"),
        row.getUUID("voucher_id"),
        row.getString("brand"),
        new Money(row.getLong("value_minor"), row.getString("currency")),
        row.getString("reference"),
        phone == null ? null : Contact.mask(phone),
        row.getOffsetDateTime("redeemed_at").toInstant(),
        row.getString("method"),
        reversed == null ? null : reversed.toInstant());
  }
}
