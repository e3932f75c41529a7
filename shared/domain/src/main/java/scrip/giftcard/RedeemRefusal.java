package scrip.giftcard;

import scrip.problem.Refusal;

/** Why a redemption is refused. The public learns less than agents: see {@link #publicly()}. */
public enum RedeemRefusal implements Refusal {
  CODE_NOT_ACCEPTED(
      404,
      "This code cannot be redeemed",
      "Check the code on your letter and type it again, or call the number printed beside it."),
  CODE_NOT_FOUND(
      404,
      "There is no such code",
      "Read the code back to the caller, and ask where it came from: another campaign, or a typing error?"),
  CODE_EXPIRED(
      410, "The time to redeem this code is over", "Tell the caller when the campaign ended."),
  CAMPAIGN_INACTIVE(
      409,
      "The campaign of this code is not open",
      "Look up the campaign's dates, and tell the caller."),
  APPROVAL_PENDING(
      403, "This code still waits for its approval", "Ask again in 24 hours, or call support."),
  APPROVAL_REJECTED(403, "This code was not approved", "Call support."),
  OPTED_OUT(
      409,
      "This contact asked us for no messages",
      "Send START to our number and redeem again, or give another contact."),
  OPT_IN_PENDING(
      409,
      "This contact has not agreed to messages yet",
      "Answer YES to our message, then redeem again."),
  UNDER_REVIEW(
      409,
      "This redemption is being looked at",
      "We call back about it; nobody needs to redeem again."),
  CONTACT_MISSING(400, "We do not know where to send the card", "Give a phone number."),
  POOL_EMPTY(
      409,
      "The gift cards have run out for the moment",
      "Your code is valid and keeps its place: we call you back within 30 minutes.");

  private final int status;
  private final String title;
  private final String advice;

  RedeemRefusal(int status, String title, String advice) {
    this.status = status;
    this.title = title;
    this.advice = advice;
  }

  /**
   * What the public is told: unknown, expired and closed look all the same, so that nobody can sort
   * codes by asking.
   */
  public RedeemRefusal publicly() {
    return switch (this) {
      case CODE_NOT_FOUND, CODE_EXPIRED, CAMPAIGN_INACTIVE -> CODE_NOT_ACCEPTED;
      default -> this;
    };
  }

  /** Whether it counts against the budget of failures: whatever could be a guess. */
  boolean mayBeGuess() {
    return this == CODE_NOT_FOUND || this == CODE_EXPIRED || this == CAMPAIGN_INACTIVE;
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
