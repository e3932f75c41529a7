package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlClient;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import scrip.access.Rights;
import scrip.audit.AuditLog;
import scrip.delivery.Contact;
import scrip.delivery.Nudge;
import scrip.giftcard.CardReplacements.Holder;
import scrip.giftcard.CardReplacements.Replacement;
import scrip.giftcard.GiftCards.Claimed;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Gives a recipient another card for one that is lost to them. In one transaction the old card is
 * put aside, the redemption takes a new one, and its message waits; or nothing is changed. A claim
 * is replaced once: a repeat, or a second person at the same time, is answered with that card. A
 * recipient who had a card goes before those who wait for their first.
 */
@ApplicationScoped
public class ReplaceCard {

  private static final int SEALED_AT_ONCE = 100;
  private static final int ROUNDS = 20;

  private final Pool pool;
  private final CardReplacements replacements;
  private final CardStates states;
  private final GiftCards cards;
  private final HandMadeCards handMade;
  private final Contacts contacts;
  private final AuditLog audit;
  private final Nudge nudge;
  private final Clock clock;

  public ReplaceCard(
      Pool pool,
      CardReplacements replacements,
      CardStates states,
      GiftCards cards,
      HandMadeCards handMade,
      Contacts contacts,
      AuditLog audit,
      Nudge nudge,
      Clock clock) {
    this.pool = pool;
    this.replacements = replacements;
    this.states = states;
    this.cards = cards;
    this.handMade = handMade;
    this.contacts = contacts;
    this.audit = audit;
    this.nudge = nudge;
    this.clock = clock;
  }

  /**
   * What is asked for.
   *
   * @param aside quarantined or void: what becomes of the old card
   * @param contact where the new card goes; null for the contact of the redemption
   */
  public record Request(long cardId, String aside, Contacts.Asked contact) {}

  /**
   * A request, and the claim that its caller saw on the card: when the card has become another
   * person's since, that one does not lose it.
   *
   * @param claimId null when nobody held the card
   */
  private record Asked(Request request, Long claimId, Contact other, ManualAct act) {}

  /** What the transaction of one try is undone with, when the pool has no card. */
  private static final class NoCardLeft extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoCardLeft() {
      super(null, null, false, false);
    }
  }

  /**
   * Replaces it.
   *
   * @throws Refused not-found; nothing-to-replace; replace-not-due, for an agent whose caller's
   *     card may still arrive; opted-out; pool-empty
   */
  public Uni<Replacement> replace(Request request, ManualAct act) {
    return find(pool, request, act)
        .chain(
            holder ->
                contact(holder, request)
                    .map(other -> new Asked(request, holder.claimId(), other.orElse(null), act)))
        .chain(asked -> replace(asked, ROUNDS))
        .call(nudge::waiting);
  }

  private Uni<Optional<Contact>> contact(Holder holder, Request request) {
    return request.contact() == null || holder.wanted() == null
        ? Uni.createFrom().item(Optional.empty())
        : contacts.other(request.contact(), holder.channels(), holder.region()).map(Optional::of);
  }

  private Uni<Replacement> replace(Asked asked, int rounds) {
    return asked
        .act()
        .inTransaction(pool, transaction -> work(transaction, asked))
        .onFailure(NoCardLeft.class)
        .recoverWithUni(() -> sealAndTryAgain(asked, rounds));
  }

  /** Cards that somebody inserted by hand are sealed and taken too. */
  private Uni<Replacement> sealAndTryAgain(Asked asked, int rounds) {
    return find(pool, asked.request(), asked.act())
        .chain(
            holder ->
                holder.wanted() == null
                    ? Uni.createFrom().item(1)
                    : handMade.seal(holder.wanted().poolId(), SEALED_AT_ONCE))
        .onFailure(HandMadeCards::metAnotherSealer)
        .retry()
        .atMost(3)
        .chain(
            count -> {
              if (count == 0 || rounds == 0) {
                throw new Refused(
                    RedeemRefusal.POOL_EMPTY,
                    "Nothing was changed. Fill the pool, then replace the card.");
              }
              return replace(asked, rounds - 1);
            });
  }

  private Uni<Replacement> work(SqlConnection transaction, Asked asked) {
    ManualAct act = asked.act();
    return audit
        .actAs(transaction, act.caller().name(), JsonObject.of("reason", act.reason()))
        .chain(() -> replacements.lock(transaction, asked.claimId()))
        .chain(() -> find(transaction, asked.request(), act))
        .chain(
            holder ->
                holder.wanted() == null || !Objects.equals(holder.claimId(), asked.claimId())
                    ? replacedBefore(transaction, asked)
                    : work(transaction, asked.request(), holder, asked.other(), act));
  }

  private Uni<Replacement> work(
      SqlConnection transaction, Request request, Holder holder, Contact other, ManualAct act) {
    checkDue(holder, act);
    if (other == null && holder.optedOut()) {
      throw new Refused(
          RedeemRefusal.OPTED_OUT, "Ask the recipient for another contact, and name it.");
    }
    Contact contact = other == null ? holder.contact() : other;
    List<Long> old = List.of(request.cardId());
    Set<String> from =
        request.aside().equals("void")
            ? Set.of("claimed", "sent", "delivered", "quarantined")
            : CardStates.BOUND;
    return states
        .become(transaction, old, request.aside(), from)
        .chain(() -> replacements.free(transaction, holder, other))
        .invoke(
            freed -> {
              if (!freed) {
                throw new Refused(CardRefusal.NOTHING_TO_REPLACE);
              }
            })
        .chain(
            () ->
                cards.claim(
                    transaction,
                    holder.wanted(),
                    contact,
                    holder.browserHash(),
                    act.claimant(),
                    LocalDate.now(clock)))
        .map(
            claim -> {
              if (claim instanceof Claimed claimed) {
                return claimed;
              }
              throw new NoCardLeft();
            })
        .call(claimed -> replacements.link(transaction, holder, claimed, act))
        .call(claimed -> write(transaction, request, holder, claimed, other, act))
        .chain(() -> replacements.replaced(transaction, request.cardId(), holder.claimId()))
        .map(Optional::orElseThrow)
        .map(ReplaceCard::fresh);
  }

  private Uni<Void> write(
      SqlConnection transaction,
      Request request,
      Holder holder,
      Claimed claimed,
      Contact other,
      ManualAct act) {
    JsonObject detail =
        JsonObject.of(
            "oldClaim", holder.claimId(),
            "newClaim", claimed.claimId(),
            "aside", request.aside(),
            "otherContact", other != null);
    return audit
        .write(transaction, act.entry("replace", ManualAct.CARDS, request.cardId(), detail))
        .chain(
            () ->
                other == null
                    ? Uni.createFrom().voidItem()
                    : audit.write(
                        transaction,
                        act.entry(
                            "change-contact",
                            "redemptions",
                            holder.redemptionId(),
                            JsonObject.of("channel", other.channel().word()))));
  }

  private Uni<Replacement> replacedBefore(SqlConnection transaction, Asked asked) {
    return replacements
        .replaced(transaction, asked.request().cardId(), asked.claimId())
        .map(found -> found.orElseThrow(() -> new Refused(CardRefusal.NOTHING_TO_REPLACE)));
  }

  private Uni<Holder> find(SqlClient on, Request request, ManualAct act) {
    return replacements
        .holder(on, request.cardId(), act.clients())
        .map(
            found ->
                found.orElseThrow(
                    () -> new Refused(RequestRefusal.NOT_FOUND, "There is no such card.")));
  }

  private static void checkDue(Holder holder, ManualAct act) {
    var agent = act.caller().agent();
    if (!agent.may(Rights.ADMIN) && !agent.may(Rights.OPS) && !holder.lost()) {
      throw new Refused(CardRefusal.REPLACE_NOT_DUE);
    }
  }

  private static Replacement fresh(Replacement found) {
    return new Replacement(
        found.oldCardId(),
        found.newCardId(),
        found.newClaimId(),
        found.redemptionId(),
        found.lastFour(),
        found.contact(),
        false);
  }
}
