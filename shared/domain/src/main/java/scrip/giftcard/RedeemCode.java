package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import scrip.access.Caller;
import scrip.access.Limits;
import scrip.delivery.Channel;
import scrip.delivery.Contact;
import scrip.delivery.Nudge;
import scrip.giftcard.GiftCards.AlreadyHeld;
import scrip.giftcard.GiftCards.Claimant;
import scrip.giftcard.GiftCards.Claimed;
import scrip.giftcard.GiftCards.NoCard;
import scrip.problem.Refused;
import scrip.secrets.CardSecret;
import scrip.secrets.Keys;

/**
 * Redeems a printed code: one recipient gets one card a condition, and its message is on its way.
 *
 * <p>A repeat answers with the same card and {@code alreadyRedeemed}; it sends nothing and changes
 * nothing, whatever contact it names. Refusals are {@link RedeemRefusal}s; the public gets one and
 * the same for every code that is not good. A wrong code is charged to the budget of failures as
 * soon as it was looked up.
 */
@ApplicationScoped
public class RedeemCode {

  private final Keys keys;
  private final Limits limits;
  private final Recipients recipients;
  private final ClaimCard claimCard;
  private final BuyCard buyCard;
  private final GiftCards cards;
  private final Redemptions redemptions;
  private final WaitInLine line;
  private final Contacts contacts;
  private final Nudge nudge;
  private final Clock clock;

  public RedeemCode(
      Keys keys,
      Limits limits,
      Recipients recipients,
      ClaimCard claimCard,
      BuyCard buyCard,
      GiftCards cards,
      Redemptions redemptions,
      WaitInLine line,
      Contacts contacts,
      Nudge nudge,
      Clock clock) {
    this.keys = keys;
    this.limits = limits;
    this.recipients = recipients;
    this.claimCard = claimCard;
    this.buyCard = buyCard;
    this.cards = cards;
    this.redemptions = redemptions;
    this.line = line;
    this.contacts = contacts;
    this.nudge = nudge;
    this.clock = clock;
  }

  /**
   * What is asked for.
   *
   * @param code as typed
   * @param contact where to send it; null for the contact on record
   * @param condition 1 to 3
   */
  public record Request(String code, Contacts.Asked contact, int condition) {}

  /**
   * The answer.
   *
   * @param already whether this had been redeemed before
   * @param card the card itself, when the caller may see it; else null
   */
  public record Redeemed(Redemption redemption, boolean already, CardSecret card) {}

  public Uni<Redeemed> redeem(Request request, Caller caller) {
    Optional<RedemptionCode> code = RedemptionCode.read(request.code());
    byte[] hash = code.map(c -> keys.hash(Keys.Purpose.REDEMPTION_CODE, c.normal())).orElse(null);
    return limits
        .charge(caller, hash)
        .chain(() -> lookUp(code, hash, request.condition(), caller))
        .chain(entitlement -> redeem(entitlement, request, caller))
        .onFailure(Refused.class)
        .transform(refused -> caller.isPublic() ? publicly(refused) : refused);
  }

  /** Answers again for a redemption that was made before, as it was answered then. */
  public Uni<Redeemed> recall(UUID redemptionId, boolean already, Caller caller) {
    return redemptions
        .find(redemptionId)
        .chain(
            found ->
                found
                    .map(redemption -> answer(redemption, already, caller))
                    .orElseThrow(() -> new Refused(RedeemRefusal.UNDER_REVIEW)));
  }

  /** The one place where a code is looked up; whoever was wrong is charged for it. */
  private Uni<Entitlement> lookUp(
      Optional<RedemptionCode> code, byte[] hash, int condition, Caller caller) {
    if (code.isEmpty()) {
      return Uni.createFrom()
          .failure(new Refused(RedeemRefusal.CODE_NOT_FOUND, "No code looks like that."));
    }
    Uni<Boolean> canBeFound =
        code.get().checks()
            ? Uni.createFrom().item(true)
            : recipients.anyImportedOfLength(code.get().length());
    return canBeFound.chain(
        can -> {
          if (!can) {
            throw new Refused(
                RedeemRefusal.CODE_NOT_FOUND,
                "The code has a typing error: its last character does not fit the others. Read it again.");
          }
          return recipients
              .entitlement(hash, condition)
              .chain(
                  found -> {
                    RedeemRefusal refusal =
                        found
                            .filter(e -> caller.mayActFor(e.clientId()))
                            .map(e -> e.refusal(clock.instant()))
                            .orElseGet(
                                () ->
                                    found.isPresent() && caller.mayActFor(found.get().clientId())
                                        ? null
                                        : RedeemRefusal.CODE_NOT_FOUND);
                    return refusal == null
                        ? Uni.createFrom().item(found.get())
                        : refuse(refusal, caller, hash);
                  });
        });
  }

  private Uni<Entitlement> refuse(RedeemRefusal refusal, Caller caller, byte[] hash) {
    Refused refused = new Refused(refusal);
    return (refusal.mayBeGuess() ? limits.chargeFailure(caller, hash) : Uni.createFrom().voidItem())
        .chain(() -> Uni.createFrom().failure(refused));
  }

  private Uni<Redeemed> redeem(Entitlement entitlement, Request request, Caller caller) {
    if (entitlement.held()) {
      return held(entitlement, true, caller);
    }
    return contacts
        .choose(request.contact(), entitlement)
        .chain(
            contact ->
                entitlement.line()
                    ? waitInLine(entitlement, contact, caller, true)
                    : claim(entitlement, contact, caller));
  }

  private Uni<Redeemed> claim(Entitlement entitlement, Contact contact, Caller caller) {
    Claimant by = new Claimant(caller.name(), caller.requestId());
    return claimCard
        .claim(entitlement.wanted(), contact, caller.browserHash(), by)
        .chain(
            claim ->
                claim instanceof NoCard
                    ? buyCard.buy(entitlement.wanted(), contact, caller.browserHash(), by, true)
                    : Uni.createFrom().item(claim))
        .chain(
            claim -> {
              if (claim instanceof Claimed claimed) {
                return nudge
                    .waiting()
                    .chain(() -> answer(redemption(entitlement, claimed, caller), false, caller));
              }
              return claim instanceof AlreadyHeld
                  ? held(entitlement, true, caller)
                  : waitInLine(entitlement, contact, caller, false);
            });
  }

  private Uni<Redeemed> waitInLine(
      Entitlement entitlement, Contact contact, Caller caller, boolean mayBuy) {
    Claimant by = new Claimant(caller.name(), caller.requestId());
    return line.waitFor(entitlement.wanted(), contact, caller.browserHash(), by, mayBuy)
        .chain(redemption -> answer(redemption, false, caller));
  }

  private Uni<Redeemed> held(Entitlement entitlement, boolean already, Caller caller) {
    return redemptions
        .find(entitlement.recipientId(), entitlement.conditionId())
        .chain(
            found ->
                found
                    .map(redemption -> answer(redemption, already, caller))
                    .orElseThrow(() -> new Refused(RedeemRefusal.UNDER_REVIEW)));
  }

  private Uni<Redeemed> answer(Redemption redemption, boolean already, Caller caller) {
    boolean mayScreen =
        redemption.revealsOnScreen()
            && (caller.hasBrowser(redemption.browserHash())
                || !already && redemption.browserHash() == null);
    if (!mayScreen && !caller.mayReveal()) {
      return Uni.createFrom().item(new Redeemed(redemption, already, null));
    }
    return cards
        .reveal(redemption.claimId(), new Claimant(caller.name(), caller.requestId()))
        .map(card -> new Redeemed(redemption, already, card));
  }

  private static Redemption redemption(Entitlement entitlement, Claimed claimed, Caller caller) {
    return new Redemption(
        claimed.redemptionId(),
        entitlement.clientId(),
        entitlement.firstName(),
        Channel.of(claimed.channel()).orElseThrow(),
        claimed.address(),
        caller.browserHash(),
        entitlement.campaign().revealsOnScreen(),
        entitlement.brand(),
        entitlement.value(),
        claimed.lastFour(),
        claimed.expiresOn(),
        claimed.claimId(),
        claimed.deliveryId(),
        "pending");
  }

  private static Throwable publicly(Throwable failure) {
    return failure instanceof Refused refused
            && refused.refusal() instanceof RedeemRefusal reason
            && reason.publicly() != reason
        ? new Refused(reason.publicly())
        : failure;
  }
}
