package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import scrip.access.Caller;
import scrip.access.Limits;
import scrip.audit.AuditLog;
import scrip.giftcard.CardLists.Listed;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.Keys;

/**
 * Finds a card by the code that somebody reads out. Looking is audited, without the code; finding
 * nothing is charged to the caller's budget of failures.
 */
@ApplicationScoped
public class FindCard {

  private final Pool pool;
  private final Keys keys;
  private final Limits limits;
  private final CardLists cards;
  private final AuditLog audit;

  public FindCard(Pool pool, Keys keys, Limits limits, CardLists cards, AuditLog audit) {
    this.pool = pool;
    this.keys = keys;
    this.limits = limits;
    this.cards = cards;
    this.audit = audit;
  }

  /**
   * Finds cards of the caller's clients with that code, of which there may be one a brand, and
   * quarantined doubles.
   *
   * @param brand null for every brand
   * @throws Refused not-found; too-many-attempts
   */
  public Uni<List<Listed>> find(String typed, UUID brand, Caller caller) {
    List<String> codes = candidates(typed);
    List<byte[]> hashes = codes.stream().map(c -> keys.hash(Keys.Purpose.CARD_CODE, c)).toList();
    return limits
        .charge(caller, hashes.get(0))
        .chain(() -> cards.byCode(hashes, codes, brand, caller.agent().clients().orNull()))
        .call(found -> write(found, caller))
        .call(
            found ->
                found.isEmpty()
                    ? limits.chargeFailure(caller, hashes.get(0))
                    : Uni.createFrom().voidItem())
        .invoke(
            found -> {
              if (found.isEmpty()) {
                throw new Refused(
                    RequestRefusal.NOT_FOUND,
                    "No card has this code. Read it back to the caller, letter by letter.");
              }
            });
  }

  /** Imports keep spaces and case; people do not say them. */
  private static List<String> candidates(String typed) {
    String trimmed = typed.strip();
    String together = trimmed.replaceAll("\\s+", "");
    return Stream.of(
            typed,
            trimmed,
            trimmed.toUpperCase(Locale.ROOT),
            together,
            together.toUpperCase(Locale.ROOT))
        .distinct()
        .toList();
  }

  private Uni<Void> write(List<Listed> found, Caller caller) {
    ManualAct act = new ManualAct(caller, null);
    Object only = found.size() == 1 ? found.get(0).id() : null;
    JsonObject detail = JsonObject.of("found", found.stream().map(Listed::id).toList());
    return pool.withTransaction(
        transaction ->
            audit.write(transaction, act.entry("find-card", ManualAct.CARDS, only, detail)));
  }
}
