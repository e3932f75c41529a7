package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/** Forgets the attempts of one caller or code, so that the next one passes at once. */
@ApplicationScoped
public class Unlock {

  private final Pool pool;
  private final SpentBudgets budgets;
  private final AuditLog audit;

  public Unlock(Pool pool, SpentBudgets budgets, AuditLog audit) {
    this.pool = pool;
    this.budgets = budgets;
    this.audit = audit;
  }

  /** How many attempts were forgotten; a repeat finds none. */
  public record Unlocked(String identifier, int forgotten) {}

  /**
   * Unlocks.
   *
   * @throws Refused not-found, as {@link SpentBudgets#find}
   */
  public Uni<Unlocked> unlock(Identifier who, String reason, Caller by) {
    return budgets
        .visible(who, by.agent().clients())
        .chain(
            () ->
                pool.withTransaction(
                    transaction ->
                        budgets
                            .clear(transaction, who)
                            .call(
                                forgotten ->
                                    audit.write(
                                        transaction,
                                        new AuditLog.Entry(
                                            by.name(),
                                            "unlock",
                                            "rate_limit_tracking",
                                            who.name(),
                                            reason,
                                            JsonObject.of("forgotten", forgotten),
                                            by.requestId())))))
        .map(forgotten -> new Unlocked(who.name(), forgotten));
  }
}
