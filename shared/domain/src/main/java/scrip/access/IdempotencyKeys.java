package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Makes writes repeatable. What is kept is an outcome of ids and slugs, from which the answer is
 * rendered again; a secret never is. Keys are scoped by principal and route and kept for 24 hours.
 * A request that died frees its key when its lease ends.
 */
@ApplicationScoped
public class IdempotencyKeys {

  private static final String REFUSAL = "refusal";
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

  private static final String BEGIN =
      """
      INSERT INTO idempotency_keys AS k (principal, route, key, fingerprint, lease_token, lease_until)
      VALUES ($1, $2, $3, $4, $5, now() + $6 * INTERVAL '1 second')
      ON CONFLICT (principal, route, key) DO UPDATE
        SET lease_token = EXCLUDED.lease_token, lease_until = EXCLUDED.lease_until,
            fingerprint = EXCLUDED.fingerprint, outcome = NULL, created_at = now()
        WHERE k.created_at < now() - INTERVAL '24 hours'
           OR (k.outcome IS NULL AND k.lease_until < now() AND k.fingerprint = EXCLUDED.fingerprint)
      RETURNING lease_token
      """;

  private static final String FIND =
      "SELECT fingerprint, outcome, greatest(1, ceil(extract(epoch FROM lease_until - now())))::int AS wait"
          + " FROM idempotency_keys WHERE principal = $1 AND route = $2 AND key = $3";

  private static final String FINISH =
      "UPDATE idempotency_keys SET outcome = $5, lease_token = NULL, lease_until = NULL"
          + " WHERE principal = $1 AND route = $2 AND key = $3 AND lease_token = $4";

  private static final String FREE =
      "DELETE FROM idempotency_keys"
          + " WHERE principal = $1 AND route = $2 AND key = $3 AND lease_token = $4 AND outcome IS NULL";

  private final Pool pool;

  public IdempotencyKeys(Pool pool) {
    this.pool = pool;
  }

  /**
   * What a key is used for: whose it is, on which route, and a fingerprint of the whole request.
   */
  public record Use(String principal, String route, String key, byte[] fingerprint) {

    public Use {
      if (!FORM.matcher(key).matches()) {
        throw Refused.invalid(
            "Idempotency-Key",
            "must be 1 to 128 letters, digits, dots, underscores, colons or hyphens");
      }
    }

    /**
     * 32 bytes by which an act knows the request that did it, when the request died before its
     * outcome was kept and comes again.
     */
    public byte[] print() {
      return Hash.sha256(
          String.join("\n", principal, route, key, HexFormat.of().formatHex(fingerprint)));
    }
  }

  /**
   * Does the work once. A repeat is answered from the outcome that was kept, a refusal among them.
   * Not kept are failures that another try may change: conflicts, limits, and faults of ours; they
   * free the key.
   *
   * @param work does it
   * @param kept what to keep of a result
   * @param recall renders the result again from what was kept
   * @throws Refused key-reused, when the key came with another request; in-flight, while the first
   *     one still works
   */
  public <T> Uni<T> once(
      Use use,
      Supplier<Uni<T>> work,
      Function<T, JsonObject> kept,
      Function<JsonObject, Uni<T>> recall) {
    UUID lease = UUID.randomUUID();
    return pool.preparedQuery(BEGIN)
        .execute(tuple(use).addValue(buffer(use)).addUUID(lease).addLong(LEASE.toSeconds()))
        .chain(
            begun ->
                begun.rowCount() == 0
                    ? pool.preparedQuery(FIND)
                        .execute(tuple(use))
                        .chain(found -> recall(outcome(use, found), recall))
                    : Uni.createFrom()
                        .deferred(() -> work.get())
                        .call(result -> finish(use, lease, kept.apply(result)))
                        .onFailure()
                        .call(failure -> finish(use, lease, refusal(failure))));
  }

  private static <T> Uni<T> recall(JsonObject outcome, Function<JsonObject, Uni<T>> recall) {
    return outcome.containsKey(REFUSAL)
        ? Uni.createFrom().failure(KeptRefusal.of(outcome.getJsonObject(REFUSAL)))
        : recall.apply(outcome);
  }

  private static JsonObject refusal(Throwable failure) {
    if (!(failure instanceof Refused refused)) {
      return null;
    }
    int status = refused.refusal().status();
    return status == 409 || status == 429 || status >= 500
        ? null
        : JsonObject.of(REFUSAL, KeptRefusal.json(refused));
  }

  private static JsonObject outcome(Use use, RowSet<Row> found) {
    for (Row row : found) {
      if (!Arrays.equals(row.getBuffer("fingerprint").getBytes(), use.fingerprint())) {
        throw new Refused(RequestRefusal.KEY_REUSED);
      }
      if (row.getValue("outcome") == null) {
        throw inFlight(row.getInteger("wait"));
      }
      return row.getJsonObject("outcome");
    }
    throw inFlight(1);
  }

  private static Refused inFlight(int seconds) {
    return new Refused(RequestRefusal.IN_FLIGHT).retryAfter(Duration.ofSeconds(seconds));
  }

  private Uni<Void> finish(Use use, UUID lease, JsonObject outcome) {
    Tuple tuple = tuple(use).addUUID(lease);
    return (outcome == null
            ? pool.preparedQuery(FREE).execute(tuple)
            : pool.preparedQuery(FINISH).execute(tuple.addJsonObject(outcome)))
        .replaceWithVoid();
  }

  private static Tuple tuple(Use use) {
    return Tuple.tuple().addString(use.principal()).addString(use.route()).addString(use.key());
  }

  private static Buffer buffer(Use use) {
    return Buffer.buffer(use.fingerprint());
  }
}
