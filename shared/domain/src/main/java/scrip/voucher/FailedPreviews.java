package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/**
 * Pictures that could not be drawn. They are answers, which no alarm of a function counts: three in
 * ten minutes open the alert {@code voucher-previews}, and ten minutes without any close it.
 */
@ApplicationScoped
public class FailedPreviews {

  private static final Duration WINDOW = Duration.ofMinutes(10);
  private static final int SEVERAL = 3;

  private static final String RAISE =
      """
      INSERT INTO alerts (kind, detail)
      SELECT 'voucher-previews', 'Pictures of vouchers cannot be drawn: ' || string_agg(DISTINCT reason, ', ')
        || '. Redeeming goes on; the code can be shown instead.'
      FROM voucher_events WHERE kind = 'preview_failed' AND at > $1 HAVING count(*) >= $2
      ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      """;

  private static final String CLEAR =
      """
      UPDATE alerts SET closed_at = now()
      WHERE kind = 'voucher-previews' AND closed_at IS NULL
        AND NOT EXISTS (SELECT FROM voucher_events WHERE kind = 'preview_failed' AND at > $1)
      """;

  private final Pool pool;
  private final Clock clock;

  public FailedPreviews(Pool pool, Clock clock) {
    this.pool = pool;
    this.clock = clock;
  }

  /** Tells of them, or that they are over; a repeat changes nothing. */
  public Uni<String> tell() {
    Instant since = clock.instant().minus(WINDOW);
    OffsetDateTime at = since.atOffset(ZoneOffset.UTC);
    return pool.preparedQuery(RAISE)
        .execute(Tuple.of(at, SEVERAL))
        .chain(
            raised ->
                pool.preparedQuery(CLEAR)
                    .execute(Tuple.of(at))
                    .map(
                        cleared ->
                            raised.rowCount()
                                + " alerts of pictures opened, "
                                + cleared.rowCount()
                                + " closed"));
  }
}
