package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import scrip.access.Approvals;
import scrip.audit.AuditLog;
import scrip.problem.Refused;

/**
 * Gives a quarantined card back to its pool, when nobody can know it. Takes two people, and the
 * database refuses it all the same when a message with it may have been taken by a provider or it
 * was shown, under any claim it ever had. The recipient who held it may redeem again.
 */
@ApplicationScoped
public class ReleaseCard {

  private static final String UNIQUE = "23505";
  private static final String RAISED = "P0001";

  private final Pool pool;
  private final CardStates states;
  private final Approvals approvals;
  private final AuditLog audit;
  private final WaitInLine line;

  public ReleaseCard(
      Pool pool, CardStates states, Approvals approvals, AuditLog audit, WaitInLine line) {
    this.pool = pool;
    this.states = states;
    this.approvals = approvals;
    this.audit = audit;
    this.line = line;
  }

  /**
   * Releases it, and serves those who wait for a card of its pool.
   *
   * @param evidence how it is known that nobody has the card
   * @throws Refused not-found; card-not-quarantined; card-may-be-known; card-doubled;
   *     approval-required
   */
  public Uni<Void> release(long id, String evidence, ManualAct act) {
    return states
        .look(pool, List.of(id), act.clients())
        .call(cards -> check(cards, id))
        .chain(
            cards ->
                ManualAct.again(
                        approvals.withGrant(
                            act.caller(),
                            act.onCards("release-card", CardStates.client(cards), List.of(id))
                                .on(evidence),
                            transaction -> work(transaction, id, evidence, act)))
                    .chain(line::serve))
        .onFailure(PgException.class)
        .transform(ReleaseCard::refused);
  }

  /** Nobody is asked to grant what cannot be. */
  private Uni<Void> check(List<CardStates.Standing> cards, long id) {
    checkQuarantined(cards);
    return states
        .mayBeKnown(pool, id)
        .invoke(
            why -> {
              if (why != null) {
                throw mayBeKnown("card " + id + " was not released: " + why);
              }
            })
        .replaceWithVoid();
  }

  private Uni<UUID> work(SqlConnection transaction, long id, String evidence, ManualAct act) {
    JsonObject detail = JsonObject.of("evidence", evidence, "reason", act.reason());
    return audit
        .actAs(transaction, act.caller().name(), detail)
        .chain(() -> states.lock(transaction, List.of(id), act.clients()))
        .invoke(ReleaseCard::checkQuarantined)
        .call(() -> states.become(transaction, List.of(id), "available", Set.of("quarantined")))
        .call(cards -> states.letRedeemAgain(transaction, cards.get(0).claimId()))
        .call(
            () ->
                audit.write(
                    transaction,
                    act.entry("release", ManualAct.CARDS, id, JsonObject.of("evidence", evidence))))
        .map(cards -> cards.get(0).poolId());
  }

  private static void checkQuarantined(List<CardStates.Standing> cards) {
    CardStates.check(
        cards, card -> card.status().equals("quarantined"), CardRefusal.CARD_NOT_QUARANTINED);
  }

  private static Throwable refused(Throwable failure) {
    PgException e = (PgException) failure;
    if (RAISED.equals(e.getSqlState())) {
      return mayBeKnown(e.getErrorMessage());
    }
    return UNIQUE.equals(e.getSqlState()) ? new Refused(CardRefusal.CARD_DOUBLED) : failure;
  }

  private static Refused mayBeKnown(String why) {
    return new Refused(
        CardRefusal.CARD_MAY_BE_KNOWN,
        Character.toUpperCase(why.charAt(0))
            + why.substring(1)
            + ". "
            + CardRefusal.CARD_MAY_BE_KNOWN.advice());
  }
}
