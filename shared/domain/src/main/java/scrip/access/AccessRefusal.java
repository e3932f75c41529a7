package scrip.access;

import scrip.problem.Refusal;

/** Why somebody is not let in, or not let do something alone. */
public enum AccessRefusal implements Refusal {
  SIGN_IN_REFUSED(
      401,
      "Name, password or code is not right",
      "Check all three; a code of the app works once. A person with an account can ask an administrator for a link."),
  NOT_YOUR_OWN(
      403, "Another person must do this", "Ask a colleague who did not ask for it themselves."),
  NAME_TAKEN(409, "Somebody has this name already", "Choose another name."),
  LAST_ADMIN(
      409,
      "This is the last administrator who can sign in",
      "Make somebody else an administrator, and let them set their password, first."),
  SECOND_FACTOR_IN_USE(
      409,
      "There is a second factor already",
      "Ask an administrator to reset it, then sign in and enrol anew."),
  CODE_REFUSED(
      409,
      "The code is not right",
      "Check the clock of the device and type the code that the app shows now; begin the enrolment again if it stays wrong."),
  PERSON_DISABLED(409, "This account is disabled", "Enable it first."),
  LINK_OVER(
      410,
      "This link does not work any more",
      "A link works once and only for some hours: ask an administrator for a new one."),
  KEY_OVER(
      409, "This key is over", "It was revoked, rolled before, or has expired: make a new one."),
  DECIDED_BEFORE(
      409,
      "This request is not open any more",
      "Somebody decided it before, or its time is over: whoever asked can ask again."),
  APPROVAL_REQUIRED(
      409,
      "Another person must agree first",
      "Ask a colleague to grant the request named in approvalId, then send the same request again.");

  private final int status;
  private final String title;
  private final String advice;

  AccessRefusal(int status, String title, String advice) {
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
