package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.UUID;
import scrip.access.Caller;
import scrip.access.Limits;
import scrip.audit.AuditLog;
import scrip.giftcard.Entitlements.Person;
import scrip.problem.Refused;
import scrip.secrets.Keys;

/**
 * Finds a recipient by the printed code that they spell. Looking is audited, without the code;
 * finding nobody is charged to the caller's budget of failures.
 */
@ApplicationScoped
public class FindRecipient {

  private final Pool pool;
  private final Keys keys;
  private final Limits limits;
  private final Entitlements entitlements;
  private final AuditLog audit;

  public FindRecipient(
      Pool pool, Keys keys, Limits limits, Entitlements entitlements, AuditLog audit) {
    this.pool = pool;
    this.keys = keys;
    this.limits = limits;
    this.entitlements = entitlements;
    this.audit = audit;
  }

  /**
   * Finds the recipient and what they are entitled to, among the caller's clients.
   *
   * @throws Refused code-not-found; too-many-attempts
   */
  public Uni<Person> find(String typed, Caller caller) {
    RedemptionCode code = RedemptionCode.read(typed).orElse(null);
    if (code == null) {
      throw new Refused(RedeemRefusal.CODE_NOT_FOUND, "No code looks like that.");
    }
    byte[] hash = keys.hash(Keys.Purpose.REDEMPTION_CODE, code.normal());
    return limits
        .charge(caller, hash)
        .chain(() -> entitlements.byCode(hash, caller.agent().clients().orNull()))
        .call(found -> write(found.map(Person::recipientId), caller))
        .call(
            found ->
                found.isEmpty() ? limits.chargeFailure(caller, hash) : Uni.createFrom().voidItem())
        .map(found -> found.orElseThrow(() -> new Refused(RedeemRefusal.CODE_NOT_FOUND)));
  }

  private Uni<Void> write(Optional<UUID> found, Caller caller) {
    ManualAct act = new ManualAct(caller, null);
    JsonObject detail = JsonObject.of("found", found.isPresent());
    return pool.withTransaction(
        transaction ->
            audit.write(
                transaction,
                act.entry("find-recipient", "recipients", found.orElse(null), detail)));
  }
}
