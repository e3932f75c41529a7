package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import scrip.problem.Refused;
import scrip.voucher.VoucherEvents.VoucherEvent;
import scrip.voucher.VoucherLists.ListedVoucher;

/** All about one voucher, as people see it: no code, no full number. */
@ApplicationScoped
public class VoucherStories {

  private static final int EVENTS_AT_MOST = 500;

  private static final String WHAT_CAME_OF_IT =
      """
      SELECT n.id AS replaced_by, r.reference, r.method, r.scanned_at, r.redeemed_at, r.device_id, s.name AS station,
             r.station_id, x.reason, x.reversed_by, x.reversed_at
      FROM vouchers v
      LEFT JOIN vouchers n ON n.replaces = v.id
      LEFT JOIN voucher_redemptions r ON r.voucher_id = v.id
      LEFT JOIN stations s ON s.id = r.station_id
      LEFT JOIN voucher_reversals x ON x.redemption_id = r.id
      WHERE v.id = $1
      """;

  private final Pool pool;
  private final VoucherLists lists;
  private final VoucherEvents events;

  public VoucherStories(Pool pool, VoucherLists lists, VoucherEvents events) {
    this.pool = pool;
    this.lists = lists;
    this.events = events;
  }

  /** Where, when and how it was redeemed; it stays when the voucher is voided afterwards. */
  public record VoucherRedemption(
      UUID stationId,
      String station,
      UUID deviceId,
      String reference,
      String method,
      Instant scannedAt,
      Instant redeemedAt) {}

  /** Why a redemption does not count. */
  public record Reversal(String reason, String reversedBy, Instant reversedAt) {}

  /**
   * The whole story.
   *
   * @param redemption null when it was never redeemed
   * @param reversal null when it was never voided after that
   * @param replacedBy the voucher that was issued for it; null for none
   * @param events the newest first, 500 at most
   */
  public record VoucherStory(
      ListedVoucher voucher,
      VoucherRedemption redemption,
      Reversal reversal,
      UUID replacedBy,
      List<VoucherEvent> events) {}

  /**
   * Tells it to somebody who sees these clients; null for all of them.
   *
   * @throws Refused voucher-not-found
   */
  public Uni<VoucherStory> tell(UUID id, UUID[] clients) {
    return lists
        .one(id, clients)
        .map(found -> found.orElseThrow(() -> new Refused(VoucherRefusal.VOUCHER_NOT_FOUND)))
        .chain(
            voucher ->
                events
                    .find(
                        new VoucherEvents.Wanted(null, null, null, id, null),
                        clients,
                        null,
                        EVENTS_AT_MOST)
                    .chain(told -> rest(voucher, told)));
  }

  private Uni<VoucherStory> rest(ListedVoucher voucher, List<VoucherEvent> told) {
    return pool.preparedQuery(WHAT_CAME_OF_IT)
        .execute(Tuple.of(voucher.id()))
        .map(rows -> rows.iterator().next())
        .map(
            row ->
                new VoucherStory(
                    voucher, redemption(row), reversal(row), row.getUUID("replaced_by"), told));
  }

  private static VoucherRedemption redemption(Row row) {
    return row.getString("reference") == null
        ? null
        : new VoucherRedemption(
            row.getUUID("station_id"),
            row.getString("station"),
            row.getUUID("device_id"),
            row.getString("reference"),
            row.getString("method"),
            VoucherStandings.instant(row, "scanned_at"),
            VoucherStandings.instant(row, "redeemed_at"));
  }

  private static Reversal reversal(Row row) {
    return row.getString("reversed_by") == null
        ? null
        : new Reversal(
            row.getString("reason"),
            row.getString("reversed_by"),
            VoucherStandings.instant(row, "reversed_at"));
  }
}
