package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import scrip.access.LimitsConfig.Budget;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Budgets of requests and of failures, a sliding window each, kept in {@code rate_limit_tracking}.
 * Agents are counted by their key and not by their address, because a call centre is one address.
 * When the counting itself fails, the request fails.
 */
@ApplicationScoped
public class Limits {

  static final String REQUEST = "redeem.request";
  static final String FAILURE = "redeem.failure";

  private final Pool pool;
  private final LimitsConfig config;

  public Limits(Pool pool, LimitsConfig config) {
    this.pool = pool;
    this.config = config;
  }

  /**
   * Charges one request to its caller and its code.
   *
   * @param codeHash keyed hash of the code; null when what was typed cannot be a code
   * @throws Refused too-many-attempts, when any budget of requests or of failures is spent; then
   *     nothing is charged
   */
  public Uni<Void> charge(Caller caller, byte[] codeHash) {
    List<Charge> charges = new ArrayList<>();
    String who = identifier(caller);
    boolean agent = !caller.isPublic();
    charges.add(
        new Charge(who, REQUEST, agent ? config.agentRequests() : config.addressRequests()));
    charges.add(
        new Charge(who, FAILURE, agent ? config.agentFailures() : config.addressFailures()));
    if (codeHash != null) {
      charges.add(new Charge(identifier(codeHash), REQUEST, config.codeRequests()));
      charges.add(new Charge(identifier(codeHash), FAILURE, config.codeFailures()));
    }
    return pool.preparedQuery("SELECT * FROM charge_limits($1::text::inet, $2, $3, $4, $5, $6)")
        .execute(
            Tuple.tuple()
                .addValue(caller.address())
                .addArrayOfString(charges.stream().map(Charge::identifier).toArray(String[]::new))
                .addArrayOfString(charges.stream().map(Charge::action).toArray(String[]::new))
                .addArrayOfInteger(
                    charges.stream().map(c -> c.budget().maximum()).toArray(Integer[]::new))
                .addArrayOfInteger(
                    charges.stream()
                        .map(c -> (int) c.budget().window().toSeconds())
                        .toArray(Integer[]::new))
                .addArrayOfBoolean(
                    charges.stream().map(c -> c.action().equals(REQUEST)).toArray(Boolean[]::new)))
        .invoke(
            spent -> {
              for (Row row : spent) {
                throw refused(row);
              }
            })
        .replaceWithVoid();
  }

  /** Charges a wrong code to its caller and, where it was looked up, to the code. */
  public Uni<Void> chargeFailure(Caller caller, byte[] codeHash) {
    return pool.preparedQuery(
            "INSERT INTO rate_limit_tracking (identifier, action) SELECT unnest($1::text[]), $2")
        .execute(Tuple.of(new String[] {identifier(caller), identifier(codeHash)}, FAILURE))
        .replaceWithVoid();
  }

  private static Refused refused(Row row) {
    String identifier = row.getString("identifier");
    int maximum = row.getInteger("maximum");
    int wait = row.getInteger("retry_after");
    String whose =
        identifier.startsWith("code:")
            ? "this code"
            : identifier.startsWith("agent:")
                ? "this agent's key"
                : identifier.startsWith("person:") ? "this person" : "this network address";
    return new Refused(
            RequestRefusal.TOO_MANY_ATTEMPTS,
            "Our limit for " + whose + " is reached. Try again in " + wait + " seconds.")
        .with("limit", row.getString("action"))
        .with("limitOf", whose)
        .retryAfter(Duration.ofSeconds(wait))
        .header("RateLimit-Limit", Integer.toString(maximum))
        .header("RateLimit-Remaining", "0")
        .header("RateLimit-Reset", Integer.toString(wait));
  }

  private static String identifier(Caller caller) {
    return caller.isPublic() ? caller.address() : caller.name();
  }

  private static String identifier(byte[] codeHash) {
    return Identifier.ofCode(codeHash).name();
  }

  private record Charge(String identifier, String action, Budget budget) {}
}
