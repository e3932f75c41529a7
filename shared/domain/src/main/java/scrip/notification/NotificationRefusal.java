package scrip.notification;

import scrip.problem.Refusal;

/** Why something is not done with a message. */
public enum NotificationRefusal implements Refusal {
  OUTCOME_UNKNOWN(
      409,
      "It is not known whether the message was sent",
      "Do not repeat it: it is being looked up at the provider, until it is found or proven absent."
          + " When that tells nothing, operations compare there and may send it again."),
  STILL_IN_FLIGHT(
      409,
      "A message with this card is on its way",
      "Wait for it, or cancel it while it is pending or held; then send again."),
  CARD_NOT_THEIRS(
      409,
      "The card is not this recipient's any more, or is under review",
      "Look at the card's story: replace the card, or let the recipient redeem again."),
  ALREADY_DELIVERED(
      409,
      "The recipient has the message already",
      "Only operations may send it again, with the reason why."),
  BEING_SENT(
      409, "The message is being sent at this moment", "Look again in a minute: it is short."),
  NOT_WAITING(
      409,
      "The message does not wait any more",
      "Look at its timeline: what has left cannot be called back.");

  private final int status;
  private final String title;
  private final String advice;

  NotificationRefusal(int status, String title, String advice) {
    this.status = status;
    this.title = title;
    this.advice = advice;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String advice() {
    return advice;
  }
}
