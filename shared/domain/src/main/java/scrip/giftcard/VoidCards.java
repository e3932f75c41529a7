package scrip.giftcard;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import scrip.access.Approvals;
import scrip.audit.AuditLog;
import scrip.giftcard.CardStates.Standing;
import scrip.problem.Refused;

/**
 * Takes cards out of use for good. A card that is bound to a recipient puts their redemption under
 * review; what was still waiting to be sent is not sent. More cards in a day than {@link
 * AloneConfig} says take two people.
 */
@ApplicationScoped
public class VoidCards {

  private static final Set<String> FROM =
      Set.of("available", "quarantined", "claimed", "sent", "delivered");

  private final Pool pool;
  private final CardStates states;
  private final Approvals approvals;
  private final AloneActs alone;
  private final AuditLog audit;

  public VoidCards(
      Pool pool, CardStates states, Approvals approvals, AloneActs alone, AuditLog audit) {
    this.pool = pool;
    this.states = states;
    this.approvals = approvals;
    this.alone = alone;
    this.audit = audit;
  }

  /**
   * What came of it.
   *
   * @param voided by this call
   * @param already void before
   * @param underReview of the voided ones were somebody's
   */
  public record Voided(int voided, int already, int underReview) {}

  /**
   * All of them or none; a repeat finds them void already.
   *
   * @throws Refused not-found; card-in-another-state, for expired ones; approval-required
   */
  public Uni<Voided> voidThem(List<Long> ids, ManualAct act) {
    return alone.orElse(
        act.caller().name(),
        "void",
        ids,
        transaction -> work(transaction, ids, act),
        () -> granted(ids, act));
  }

  private Uni<Voided> granted(List<Long> ids, ManualAct act) {
    return states
        .look(pool, ids, act.clients())
        .chain(
            cards -> {
              UUID client = CardStates.client(cards);
              return ManualAct.again(
                  approvals.withGrant(
                      act.caller(),
                      act.onCards("void-cards", client, ids),
                      transaction -> work(transaction, ids, act)));
            });
  }

  private Uni<Voided> work(SqlConnection transaction, List<Long> ids, ManualAct act) {
    return audit
        .actAs(transaction, act.caller().name(), JsonObject.of("reason", act.reason()))
        .chain(() -> states.lock(transaction, ids, act.clients()))
        .chain(
            cards -> {
              CardStates.check(
                  cards,
                  card -> FROM.contains(card.status()) || card.status().equals("void"),
                  CardRefusal.CARD_IN_ANOTHER_STATE);
              List<Standing> changing =
                  cards.stream().filter(card -> FROM.contains(card.status())).toList();
              int bound =
                  (int)
                      changing.stream().filter(c -> CardStates.BOUND.contains(c.status())).count();
              return states
                  .become(transaction, ids, "void", FROM)
                  .chain(() -> write(transaction, changing, act))
                  .map(
                      ignored ->
                          new Voided(changing.size(), cards.size() - changing.size(), bound));
            });
  }

  private Uni<Void> write(SqlConnection transaction, List<Standing> cards, ManualAct act) {
    return Multi.createFrom()
        .iterable(cards)
        .onItem()
        .call(
            card ->
                audit.write(
                    transaction,
                    act.entry(
                        "void", ManualAct.CARDS, card.id(), JsonObject.of("was", card.status()))))
        .collect()
        .last()
        .replaceWithVoid();
  }
}
