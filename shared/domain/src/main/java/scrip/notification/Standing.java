package scrip.notification;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.delivery.Channel;
import scrip.delivery.Contact;
import scrip.problem.Refused;

/**
 * How a delivery and its claim stand at one moment, and what may be done about it.
 *
 * @param leased whether a sender has it right now
 * @param theirs whether the recipient still holds the card, and nothing about it is under review
 * @param released whether its claim was undone
 * @param lookedUp whether any message of the claim is unknown and still looked up at its provider
 * @param unexplained whether any message of the claim is unknown and not proven absent
 * @param inFlight whether any message of the claim is pending, held or sending
 * @param reached whether any message of the claim is on the handset or was handed over
 * @param offered channels that may be used: those of the campaign first, in its order
 * @param contact of the redemption
 * @param phone on record; null when there is none
 * @param email on record; null when there is none
 */
record Standing(
    UUID id,
    UUID redemptionId,
    String status,
    Channel channel,
    boolean leased,
    boolean theirs,
    boolean released,
    boolean lookedUp,
    boolean unexplained,
    boolean inFlight,
    boolean reached,
    Set<Channel> offered,
    String region,
    Contact contact,
    Contact phone,
    Contact email) {

  /** Why it is not sent again; empty when it may be. */
  Optional<NotificationRefusal> againstResend(Caller.Agent agent) {
    if (!theirs) {
      return Optional.of(NotificationRefusal.CARD_NOT_THEIRS);
    }
    // What the look-ups could not tell, somebody finds out at the provider, and answers for it.
    if (lookedUp || unexplained && !decides(agent)) {
      return Optional.of(NotificationRefusal.OUTCOME_UNKNOWN);
    }
    if (inFlight) {
      return Optional.of(NotificationRefusal.STILL_IN_FLIGHT);
    }
    return reached && !decides(agent)
        ? Optional.of(NotificationRefusal.ALREADY_DELIVERED)
        : Optional.empty();
  }

  private static boolean decides(Caller.Agent agent) {
    return agent.may(Rights.ADMIN) || agent.may(Rights.OPS);
  }

  /** Why it is not marked as handed over; empty when it may be, or is already. */
  Optional<NotificationRefusal> againstMark() {
    return switch (status) {
      case "sending" -> Optional.of(NotificationRefusal.BEING_SENT);
      case "delivered" -> Optional.of(NotificationRefusal.ALREADY_DELIVERED);
      default -> released ? Optional.of(NotificationRefusal.CARD_NOT_THEIRS) : Optional.empty();
    };
  }

  /** Why it is not called back; empty when it may be. */
  Optional<NotificationRefusal> againstCancel() {
    if (!status.equals("pending") && !status.equals("held")) {
      return Optional.of(NotificationRefusal.NOT_WAITING);
    }
    return leased ? Optional.of(NotificationRefusal.BEING_SENT) : Optional.empty();
  }

  /** What that caller may do now: resend, email, mark, cancel. */
  List<String> can(Caller.Agent agent) {
    List<String> can = new ArrayList<>();
    boolean acts =
        List.of(Rights.ADMIN, Rights.OPS, Rights.AGENT, Rights.DELIVERIES).stream()
            .anyMatch(agent::may);
    if (acts && againstResend(agent).isEmpty()) {
      can.addAll(List.of("resend", "email"));
    }
    if (acts && !isMarked() && againstMark().isEmpty()) {
      can.add("mark");
    }
    if (acts && againstCancel().isEmpty()) {
      can.add("cancel");
    }
    return can;
  }

  boolean isMarked() {
    return status.equals("manually_delivered");
  }

  /** The contact for that channel that we know of; empty when we know none. */
  Optional<Contact> known(Channel by) {
    boolean mail = by == Channel.EMAIL;
    Contact known = (contact.channel() == Channel.EMAIL) == mail ? contact : mail ? email : phone;
    return Optional.ofNullable(known).map(c -> new Contact(by, c.address(), c.hash()));
  }

  /** Whether it is none of those that we know. */
  boolean isOther(Contact asked) {
    Contact onRecord = asked.channel() == Channel.EMAIL ? email : phone;
    return !Arrays.equals(asked.hash(), contact.hash())
        && (onRecord == null || !Arrays.equals(asked.hash(), onRecord.hash()));
  }

  static void unless(Optional<NotificationRefusal> refusal) {
    refusal.ifPresent(
        r -> {
          throw new Refused(r);
        });
  }
}
