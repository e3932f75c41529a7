package scrip.notification;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import scrip.delivery.Channel;

/** How messages of the last 24 hours fared. */
@ApplicationScoped
public class DeliveryRates {

  private static final BigDecimal GREEN = new BigDecimal("98");
  private static final BigDecimal AMBER = new BigDecimal("80");
  private static final Set<String> GOOD = Set.of("sent", "delivered");

  // What is younger than 30 seconds may still be on its way as promised.
  private static final String BY_STATUS =
      """
      SELECT d.channel, d.sms_status, count(*) AS count,
             count(*) FILTER (WHERE d.sms_status <> 'suppressed' AND NOT (
               d.sms_status IN ('pending', 'sending') AND d.created_at > now() - INTERVAL '30 seconds')) AS counted
      FROM gift_card_deliveries d
      WHERE d.created_at > now() - INTERVAL '24 hours'
        AND ($1::uuid[] IS NULL OR EXISTS (
          SELECT FROM recipients r WHERE r.id = d.recipient_id AND r.client_id = ANY ($1)))
      GROUP BY d.channel, d.sms_status ORDER BY d.channel, count(*) DESC, d.sms_status
      """;

  private static final String BY_CODE =
      """
      SELECT d.channel, d.code, max(d.reason) AS reason, count(*) AS count
      FROM gift_card_deliveries d
      WHERE d.created_at > now() - INTERVAL '24 hours' AND d.code IS NOT NULL
        AND ($1::uuid[] IS NULL OR EXISTS (
          SELECT FROM recipients r WHERE r.id = d.recipient_id AND r.client_id = ANY ($1)))
      GROUP BY d.channel, d.code ORDER BY count(*) DESC, d.channel, d.code LIMIT 100
      """;

  private final Pool pool;

  public DeliveryRates(Pool pool) {
    this.pool = pool;
  }

  /** All of them. */
  public record Rates(List<ChannelRate> channels, List<CodeCount> codes) {}

  /**
   * One channel.
   *
   * @param total deliveries that were made, resends and fallbacks among them
   * @param counted those that the percentage is of: all but suppressed ones, and ones that have
   *     waited for less than 30 seconds
   * @param percent sent or delivered, of those counted; null when there are none
   * @param state green from 98 percent on, amber from 80, else red; amber when there are none
   */
  public record ChannelRate(
      String channel,
      long total,
      long counted,
      BigDecimal percent,
      String state,
      List<StatusCount> statuses) {}

  /** How many are in a state, and which percentage of the channel's total that is. */
  public record StatusCount(String status, long count, BigDecimal percent) {}

  /** How many have a provider's number behind their state, and one text of it. */
  public record CodeCount(String channel, int code, String reason, long count) {}

  /**
   * Counts.
   *
   * @param clients null for all
   */
  public Uni<Rates> lastDay(UUID[] clients) {
    Tuple seen = Tuple.tuple().addArrayOfUUID(clients);
    return pool.preparedQuery(BY_STATUS)
        .execute(seen)
        .chain(
            byStatus ->
                pool.preparedQuery(BY_CODE)
                    .execute(seen)
                    .map(byCode -> new Rates(channels(byStatus), codes(byCode))));
  }

  private static List<ChannelRate> channels(RowSet<Row> rows) {
    List<ChannelRate> rates = new ArrayList<>();
    for (Channel channel : Channel.values()) {
      long total = 0;
      long counted = 0;
      long good = 0;
      for (Row row : rows) {
        if (row.getString("channel").equals(channel.word())) {
          total += row.getLong("count");
          counted += row.getLong("counted");
          good += GOOD.contains(row.getString("sms_status")) ? row.getLong("count") : 0;
        }
      }
      BigDecimal percent = percent(good, counted);
      rates.add(
          new ChannelRate(
              channel.word(),
              total,
              counted,
              percent,
              state(percent),
              statuses(rows, channel, total)));
    }
    return rates;
  }

  private static List<StatusCount> statuses(RowSet<Row> rows, Channel channel, long total) {
    List<StatusCount> counts = new ArrayList<>();
    for (Row row : rows) {
      if (row.getString("channel").equals(channel.word())) {
        long count = row.getLong("count");
        counts.add(new StatusCount(row.getString("sms_status"), count, percent(count, total)));
      }
    }
    return counts;
  }

  private static List<CodeCount> codes(RowSet<Row> rows) {
    List<CodeCount> counts = new ArrayList<>();
    for (Row row : rows) {
      counts.add(
          new CodeCount(
              row.getString("channel"),
              row.getInteger("code"),
              row.getString("reason"),
              row.getLong("count")));
    }
    return counts;
  }

  /** Rounded down, so that 97.999 is not 98. */
  private static BigDecimal percent(long part, long whole) {
    return whole == 0
        ? null
        : BigDecimal.valueOf(part * 100).divide(BigDecimal.valueOf(whole), 2, RoundingMode.DOWN);
  }

  private static String state(BigDecimal percent) {
    if (percent == null) {
      return "amber";
    }
    return percent.compareTo(GREEN) >= 0
        ? "green"
        : percent.compareTo(AMBER) >= 0 ? "amber" : "red";
  }
}
