package scrip.notification;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import scrip.access.Caller;
import scrip.access.Limits;
import scrip.access.Rights;
import scrip.audit.AuditLog;
import scrip.delivery.Channel;
import scrip.delivery.Contact;
import scrip.delivery.Nudge;
import scrip.giftcard.Contacts;
import scrip.giftcard.ManualAct;
import scrip.giftcard.RedeemRefusal;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.time.Ids;

/**
 * Sends a recipient's card once more: the same card under the same claim, as a new delivery that
 * follows the old one. A claim has one message in flight at a time, so of two resends at once one
 * is refused; and one whose outcome is unknown is not repeated before it is proven absent.
 */
@ApplicationScoped
public class ResendDelivery {

  static final String SUBJECT = "gift_card_deliveries";

  private final Pool pool;
  private final DeliveryStandings standings;
  private final Contacts contacts;
  private final Limits limits;
  private final AuditLog audit;
  private final Nudge nudge;
  private final Ids ids;

  public ResendDelivery(
      Pool pool,
      DeliveryStandings standings,
      Contacts contacts,
      Limits limits,
      AuditLog audit,
      Nudge nudge,
      Ids ids) {
    this.pool = pool;
    this.standings = standings;
    this.contacts = contacts;
    this.limits = limits;
    this.audit = audit;
    this.nudge = nudge;
    this.ids = ids;
  }

  /**
   * What is asked for.
   *
   * @param to channel and address; the channel null for that of the old delivery, both addresses
   *     null for the one that we know
   */
  public record Request(UUID id, Contacts.Asked to) {

    boolean namesAddress() {
      return to.phone() != null || to.email() != null;
    }
  }

  /**
   * The new delivery.
   *
   * @param contact masked
   * @param follows the one that it repeats
   */
  public record Resent(UUID id, String channel, String status, String contact, UUID follows) {}

  /**
   * Sends it again. Limited for each redemption and each caller; a refusal costs nothing.
   *
   * @throws Refused not-found; card-not-theirs; outcome-unknown; still-in-flight;
   *     already-delivered, for all but operations; contact-missing; opted-out; too-many-attempts;
   *     forbidden, when a machine names another contact
   */
  public Uni<Resent> resend(Request request, ManualAct act) {
    return standings
        .find(pool, request.id(), act.clients())
        .invoke(standing -> Standing.unless(standing.againstResend(act.caller().agent())))
        .chain(
            standing ->
                contact(standing, request)
                    .invoke(to -> check(standing, to, act.caller().agent()))
                    .chain(to -> limited(standing, to, act)))
        .call(nudge::waiting);
  }

  private Uni<Resent> limited(Standing standing, Contact to, ManualAct act) {
    UUID redemption = standing.redemptionId();
    return limits
        .chargeResend(act.caller(), redemption)
        .chain(
            () ->
                act.inTransaction(pool, transaction -> work(transaction, standing.id(), to, act))
                    .onFailure(Refused.class)
                    .call(() -> limits.refundResend(act.caller(), redemption)));
  }

  private Uni<Resent> work(SqlConnection transaction, UUID id, Contact to, ManualAct act) {
    UUID newId = ids.next();
    return audit
        .actAs(transaction, act.caller().name(), JsonObject.of("reason", act.reason()))
        .chain(() -> standings.lock(transaction, id))
        .chain(() -> standings.find(transaction, id, act.clients()))
        .invoke(standing -> Standing.unless(standing.againstResend(act.caller().agent())))
        .call(() -> refuseOptedOut(transaction, to))
        .call(standing -> standings.resend(transaction, id, newId, to, act.caller().name()))
        .call(
            standing ->
                standing.isOther(to)
                    ? changeContact(transaction, standing, to, act)
                    : Uni.createFrom().voidItem())
        .call(
            () ->
                audit.write(
                    transaction,
                    act.entry(
                        "resend",
                        SUBJECT,
                        id,
                        JsonObject.of(
                            "delivery", newId.toString(), "channel", to.channel().word()))))
        .map(ignored -> new Resent(newId, to.channel().word(), "pending", to.masked(), id));
  }

  private Uni<Void> refuseOptedOut(SqlConnection transaction, Contact to) {
    return standings
        .optedOut(transaction, to)
        .invoke(
            out -> {
              if (out) {
                throw new Refused(
                    RedeemRefusal.OPTED_OUT, "Ask the recipient for another contact, and name it.");
              }
            })
        .replaceWithVoid();
  }

  private Uni<Void> changeContact(
      SqlConnection transaction, Standing standing, Contact to, ManualAct act) {
    return standings
        .changeContact(transaction, standing.redemptionId(), to)
        .chain(
            () ->
                audit.write(
                    transaction,
                    act.entry(
                        "change-contact",
                        "redemptions",
                        standing.redemptionId(),
                        JsonObject.of("channel", to.channel().word()))));
  }

  private Uni<Contact> contact(Standing standing, Request request) {
    Contacts.Asked asked = request.to();
    if (request.namesAddress()) {
      boolean fits = (standing.channel() == Channel.EMAIL ? asked.email() : asked.phone()) != null;
      Channel channel = asked.channel() == null && fits ? standing.channel() : asked.channel();
      return contacts.other(
          new Contacts.Asked(channel, asked.phone(), asked.email()),
          standing.offered(),
          standing.region());
    }
    Channel channel = asked.channel() == null ? standing.channel() : asked.channel();
    if (!standing.offered().contains(channel)) {
      throw Refused.invalid("/channel", "this campaign does not send by " + channel.word());
    }
    return Uni.createFrom()
        .item(
            standing
                .known(channel)
                .orElseThrow(
                    () ->
                        new Refused(
                            RedeemRefusal.CONTACT_MISSING,
                            "Ask the recipient for "
                                + (channel == Channel.EMAIL ? "an e-mail address" : "a number")
                                + ", and name it.")));
  }

  private static void check(Standing standing, Contact to, Caller.Agent agent) {
    boolean may = List.of(Rights.ADMIN, Rights.OPS, Rights.AGENT).stream().anyMatch(agent::may);
    if (standing.isOther(to) && !may) {
      throw new Refused(
          RequestRefusal.FORBIDDEN, "Only people name another contact than those that we know.");
    }
  }
}
