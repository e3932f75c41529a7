package scrip.supplier;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import scrip.money.Money;

/**
 * The suppliers, and the circuit before each of them, which all instances share: after failures in
 * a row nobody calls for a while; then one call tries whether the supplier is back.
 */
@ApplicationScoped
public class Suppliers {

  private static final Duration PROBE = Duration.ofSeconds(10);

  private static final String ADMIT =
      """
      WITH probe AS (
        UPDATE suppliers SET not_before = now() + $3 * INTERVAL '1 second'
        WHERE name = $1 AND failures >= $2 AND not_before <= now()
        RETURNING name
      )
      SELECT s.not_before <= now() AND (s.failures < $2 OR EXISTS (SELECT FROM probe)) AS admitted
      FROM suppliers s WHERE s.name = $1
      """;

  // A good call touches the row only when there is something to mend, so that good calls do not
  // meet there.
  private static final String NOTE =
      """
      WITH noted AS (
        INSERT INTO supplier_calls (reference, kind, begun_at, outcome, text)
        VALUES ($2, $3, clock_timestamp() - $4 * INTERVAL '1 millisecond', $5, $6)
      ), changed AS (
        UPDATE suppliers
        SET failures = CASE $7::text WHEN 'good' THEN 0 WHEN 'failed' THEN failures + 1 ELSE failures END,
            not_before = CASE
              WHEN $7 = 'good' AND failures >= $8 THEN '-infinity'
              WHEN $7 = 'held' OR $7 = 'failed' AND failures + 1 >= $8
                THEN greatest(not_before, now() + $9 * INTERVAL '1 second')
              ELSE not_before END,
            fault = CASE $7 WHEN 'good' THEN NULL ELSE $6 END
        WHERE name = $1 AND ($7 <> 'good' OR failures > 0 OR fault IS NOT NULL)
        RETURNING failures
      ), told AS (
        INSERT INTO alerts (kind, detail)
        SELECT 'supplier-held', 'No cards are bought for the moment: ' || $6 FROM changed
        WHERE $10 OR $7 = 'failed' AND failures >= $8
        ON CONFLICT (kind, pool_id) WHERE closed_at IS NULL DO NOTHING
      )
      UPDATE alerts SET closed_at = now()
      WHERE kind = 'supplier-held' AND closed_at IS NULL AND $7 = 'good' AND EXISTS (SELECT FROM changed)
      """;

  private static final String RESET =
      """
      WITH reset AS (
        UPDATE suppliers SET failures = 0, not_before = '-infinity', fault = NULL, reset_at = now() WHERE name = $1
        RETURNING name
      )
      UPDATE alerts SET closed_at = now() FROM reset
      WHERE kind IN ('supplier-held', 'supplier-refused') AND closed_at IS NULL
      """;

  private static final String BALANCE =
      "UPDATE suppliers SET balance_minor = $2, balance_currency = $3, balance_at = now() WHERE name = $1";

  private final Pool pool;
  private final SupplierConfig config;

  public Suppliers(Pool pool, SupplierConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /** Which of our calls it was. */
  enum Kind {
    ORDER,
    LOOK_UP
  }

  /** What a call says about the supplier itself. */
  enum Health {
    GOOD,
    FAILED,
    HELD
  }

  /**
   * A call that came to its end.
   *
   * @param text for people; null when there is nothing to say
   * @param hold how long nobody shall call, when held
   * @param alert whether somebody must hear of it at once
   */
  record Ended(
      Kind kind,
      Duration took,
      String outcome,
      String text,
      Health health,
      Duration hold,
      boolean alert) {}

  /** Whether the supplier may be called now. Whoever is let through alone should call soon. */
  public Uni<Boolean> admit(String name) {
    return pool.preparedQuery(ADMIT)
        .execute(Tuple.of(name, config.failuresInARow(), PROBE.toSeconds()))
        .map(rows -> rows.rowCount() > 0 && rows.iterator().next().getBoolean("admitted"));
  }

  /** Writes a call down and moves the circuit. */
  Uni<Void> note(SupplierOrder order, Ended ended) {
    Duration hold = ended.hold() == null ? config.openFor() : ended.hold();
    return pool.preparedQuery(NOTE)
        .execute(
            Tuple.tuple()
                .addString(order.supplier())
                .addLong(order.reference())
                .addString(ended.kind().name().toLowerCase(java.util.Locale.ROOT))
                .addLong(ended.took().toMillis())
                .addString(ended.outcome())
                .addString(ended.text())
                .addString(ended.health().name().toLowerCase(java.util.Locale.ROOT))
                .addInteger(config.failuresInARow())
                .addLong(Math.max(1, hold.toSeconds()))
                .addBoolean(ended.alert()))
        .replaceWithVoid();
  }

  /** Lets everybody call again, and forgets refusals that kept pools from buying. */
  Uni<Void> reset(SqlConnection connection, String name) {
    return connection.preparedQuery(RESET).execute(Tuple.of(name)).replaceWithVoid();
  }

  /** Remembers what was left to buy with. */
  public Uni<Void> balanceSeen(String name, Money balance) {
    return pool.preparedQuery(BALANCE)
        .execute(Tuple.of(name, balance.amount(), balance.currency()))
        .replaceWithVoid();
  }
}
