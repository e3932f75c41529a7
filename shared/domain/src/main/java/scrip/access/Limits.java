package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
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
  private static final String NAME = "name:";
  private static final String SIGN_IN = "sign-in.failure";
  static final String RESEND = "resend";
  private static final String REDEMPTION = "redemption:";

  // The newest of each, so that a success gives back what it was charged and nothing else.
  private static final String REFUND =
      """
      DELETE FROM rate_limit_tracking WHERE id IN (
        SELECT max(id) FROM rate_limit_tracking WHERE identifier = ANY ($1) AND action = $2 GROUP BY identifier)
      """;

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
    return charge(caller.address(), charges);
  }

  /**
   * Charges a failed sign-in to a name and an address, before it is known whether it fails.
   *
   * @throws Refused too-many-attempts, alike for names that exist and that do not
   */
  Uni<Void> chargeSignIn(String address, String name) {
    return charge(
        address,
        List.of(
            new Charge(identifier(name), SIGN_IN, config.signInNameFailures()),
            new Charge(address, SIGN_IN, config.signInAddressFailures())));
  }

  /** Charges a link that may be wrong to its address. */
  Uni<Void> chargeLink(String address) {
    return charge(address, List.of(new Charge(address, SIGN_IN, config.signInAddressFailures())));
  }

  /** Gives back what one sign-in was charged. */
  Uni<Void> refundSignIn(SqlConnection transaction, String address, String name) {
    return refund(transaction, identifier(name), address);
  }

  /** Gives back what one link was charged, and lets the name try again. */
  Uni<Void> refundLink(SqlConnection transaction, String address, String name) {
    return transaction
        .preparedQuery("DELETE FROM rate_limit_tracking WHERE identifier = $1 AND action = $2")
        .execute(Tuple.of(identifier(name), SIGN_IN))
        .chain(() -> refund(transaction, address));
  }

  private static Uni<Void> refund(SqlConnection transaction, String... identifiers) {
    return refund(transaction, SIGN_IN, identifiers);
  }

  static Uni<Void> refund(SqlClient on, String action, String... identifiers) {
    return on.preparedQuery(REFUND)
        .execute(Tuple.tuple().addArrayOfString(identifiers).addString(action))
        .replaceWithVoid();
  }

  /**
   * Charges one resend to its caller and to the redemption whose card it is.
   *
   * @throws Refused too-many-attempts, when either budget is spent; then nothing is charged
   */
  public Uni<Void> chargeResend(Caller caller, UUID redemptionId) {
    return charge(
        caller.address(),
        List.of(
            new Charge(identifier(caller), RESEND, config.callerResends()),
            new Charge(REDEMPTION + redemptionId, RESEND, config.redemptionResends())));
  }

  /** Gives back what a resend was charged that came to nothing. */
  public Uni<Void> refundResend(Caller caller, UUID redemptionId) {
    return refund(pool, RESEND, identifier(caller), REDEMPTION + redemptionId);
  }

  /** Charges what stands there, unless any of it is spent. */
  Uni<Void> charge(String address, List<Charge> charges) {
    return pool.preparedQuery("SELECT * FROM charge_limits($1::text::inet, $2, $3, $4, $5, $6)")
        .execute(
            Tuple.tuple()
                .addValue(address)
                .addArrayOfString(charges.stream().map(Charge::identifier).toArray(String[]::new))
                .addArrayOfString(charges.stream().map(Charge::action).toArray(String[]::new))
                .addArrayOfInteger(
                    charges.stream().map(c -> c.budget().maximum()).toArray(Integer[]::new))
                .addArrayOfInteger(
                    charges.stream()
                        .map(c -> (int) c.budget().window().toSeconds())
                        .toArray(Integer[]::new))
                .addArrayOfBoolean(
                    charges.stream().map(c -> c.chargedBefore()).toArray(Boolean[]::new)))
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
                : identifier.startsWith("person:")
                    ? "this person"
                    : identifier.startsWith(NAME)
                        ? "this name"
                        : identifier.startsWith(REDEMPTION)
                            ? "this redemption"
                            : identifier.startsWith(StationLimits.DEVICE)
                                ? "this device"
                                : identifier.startsWith(StationLimits.STATION)
                                    ? "this station"
                                    : "this network address";
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

  /** A name may be an address, and what was typed may be a password. */
  static String identifier(String name) {
    return NAME + HexFormat.of().formatHex(Hash.sha256(name), 0, 8);
  }

  private static String identifier(byte[] codeHash) {
    return Identifier.ofCode(codeHash).name();
  }

  /** One budget; those of wrong codes are charged when a code was wrong. */
  record Charge(String identifier, String action, Budget budget) {

    boolean chargedBefore() {
      return !action.equals(FAILURE) && !action.equals(StationLimits.FAILURE);
    }
  }
}
