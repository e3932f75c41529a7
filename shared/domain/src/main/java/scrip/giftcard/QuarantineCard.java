package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/**
 * Puts a card aside that somebody may have seen. Its recipient's redemption, when it has one, is
 * under review from then on.
 */
@ApplicationScoped
public class QuarantineCard {

  private static final String QUARANTINED = "quarantined";
  private static final Set<String> FROM = Set.of("available", "claimed", "sent", "delivered");

  private final Pool pool;
  private final CardStates states;
  private final AuditLog audit;

  public QuarantineCard(Pool pool, CardStates states, AuditLog audit) {
    this.pool = pool;
    this.states = states;
    this.audit = audit;
  }

  /**
   * A card that is in quarantine already stays there.
   *
   * @throws Refused not-found; card-in-another-state, for one that is void or expired
   */
  public Uni<Void> quarantine(long id, ManualAct act) {
    return act.inTransaction(pool, transaction -> work(transaction, id, act));
  }

  private Uni<Void> work(SqlConnection transaction, long id, ManualAct act) {
    return audit
        .actAs(transaction, act.caller().name(), JsonObject.of("reason", act.reason()))
        .chain(() -> states.lock(transaction, List.of(id), act.clients()))
        .chain(
            cards -> {
              String was = cards.get(0).status();
              CardStates.check(
                  cards,
                  card -> FROM.contains(was) || was.equals(QUARANTINED),
                  CardRefusal.CARD_IN_ANOTHER_STATE);
              return was.equals(QUARANTINED)
                  ? Uni.createFrom().voidItem()
                  : states
                      .become(transaction, List.of(id), QUARANTINED, FROM)
                      .chain(
                          () ->
                              audit.write(
                                  transaction,
                                  act.entry(
                                      "quarantine",
                                      ManualAct.CARDS,
                                      id,
                                      JsonObject.of("was", was))));
            });
  }
}
