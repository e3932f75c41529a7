package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.UUID;

/**
 * Every request to redeem and what came of it. The row of one that redeemed is written together
 * with the redemption.
 */
@ApplicationScoped
public class StationAttempts {

  /** What came of a request that was answered with a redemption which it had made before. */
  static final String REPEATED = "repeated";

  private static final String WRITE =
      """
      INSERT INTO station_attempts (at, station_id, device_id, voucher_id, method, outcome, idempotency_key, request_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """;

  private final Pool pool;

  public StationAttempts(Pool pool) {
    this.pool = pool;
  }

  /**
   * Writes one down.
   *
   * @param voucher null when no voucher was found
   * @param outcome repeated, or the slug of the refusal
   */
  Uni<Void> write(DeviceCaller device, Scan scan, UUID voucher, String outcome, Instant at) {
    return pool.preparedQuery(WRITE)
        .execute(
            Tuple.tuple()
                .addOffsetDateTime(at.atOffset(ZoneOffset.UTC))
                .addUUID(device.station().id())
                .addUUID(device.id())
                .addUUID(voucher)
                .addString(scan.method())
                .addString(outcome)
                .addString(scan.key())
                .addString(device.requestId()))
        .replaceWithVoid();
  }
}
