package scrip.function.twiliocallback;

import scrip.problem.Refusal;

/** Why a call is not taken for one of Twilio's. */
public enum CallbackRefusal implements Refusal {
  SIGNATURE_REFUSED(
      403,
      "The signature is not Twilio's",
      "Sign with the token of the account, over the public address with its query and the fields as they are sent.");

  private final int status;
  private final String title;
  private final String advice;

  CallbackRefusal(int status, String title, String advice) {
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
