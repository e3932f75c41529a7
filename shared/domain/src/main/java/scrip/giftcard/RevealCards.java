package scrip.giftcard;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import scrip.access.Approvals;
import scrip.audit.AuditLog;
import scrip.giftcard.CardStates.Standing;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.CardSecret;

/**
 * Shows codes of cards that are somebody's to people who may see them. Each call is one more reveal
 * of each card, written down before anybody sees it; a claimed card counts as sent from then on.
 * More cards in a day than {@link AloneConfig} says take two people. Cards that nobody holds are
 * never shown.
 */
@ApplicationScoped
public class RevealCards {

  private final Pool pool;
  private final CardStates states;
  private final GiftCards cards;
  private final Approvals approvals;
  private final AloneActs alone;
  private final AuditLog audit;

  public RevealCards(
      Pool pool,
      CardStates states,
      GiftCards cards,
      Approvals approvals,
      AloneActs alone,
      AuditLog audit) {
    this.pool = pool;
    this.states = states;
    this.cards = cards;
    this.approvals = approvals;
    this.alone = alone;
    this.audit = audit;
  }

  /** A card in clear. Never kept, never logged. */
  public record Shown(long cardId, CardSecret card) {}

  /**
   * All of them or none.
   *
   * @throws Refused forbidden; not-found; card-not-bound; approval-required
   */
  public Uni<List<Shown>> reveal(List<Long> ids, ManualAct act) {
    if (!act.caller().mayReveal()) {
      throw new Refused(RequestRefusal.FORBIDDEN);
    }
    return alone.orElse(
        act.caller().name(),
        "reveal",
        ids,
        transaction -> work(transaction, ids, act),
        () -> granted(ids, act));
  }

  private Uni<List<Shown>> granted(List<Long> ids, ManualAct act) {
    return states
        .look(pool, ids, act.clients())
        .invoke(RevealCards::check)
        .chain(
            found ->
                ManualAct.again(
                    approvals.withGrant(
                        act.caller(),
                        act.onCards("reveal-cards", CardStates.client(found), ids),
                        transaction -> work(transaction, ids, act))));
  }

  private Uni<List<Shown>> work(SqlConnection transaction, List<Long> ids, ManualAct act) {
    return audit
        .actAs(transaction, act.caller().name(), JsonObject.of("reason", act.reason()))
        .chain(() -> states.lock(transaction, ids, act.clients()))
        .invoke(RevealCards::check)
        .chain(
            found ->
                Multi.createFrom()
                    .iterable(found)
                    .onItem()
                    .transformToUniAndConcatenate(card -> show(transaction, card, act))
                    .collect()
                    .asList());
  }

  private Uni<Shown> show(SqlConnection transaction, Standing card, ManualAct act) {
    return audit
        .write(transaction, act.entry("reveal", ManualAct.CARDS, card.id(), new JsonObject()))
        .chain(() -> cards.reveal(transaction, card.claimId(), act.claimant()))
        .map(secret -> new Shown(card.id(), secret));
  }

  private static void check(List<Standing> found) {
    CardStates.check(
        found, card -> CardStates.BOUND.contains(card.status()), CardRefusal.CARD_NOT_BOUND);
  }
}
