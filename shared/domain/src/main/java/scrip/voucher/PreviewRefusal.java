package scrip.voucher;

import scrip.problem.Refusal;

/** Why a picture of a voucher is not shown. Each advice says what works without it. */
public enum PreviewRefusal implements Refusal {
  LINK_NOT_ACCEPTED(
      403,
      "This link does not open the picture",
      "Ask for a new link: it opens the picture of one voucher, for an hour at most."),
  TIMEOUT(
      504,
      "The picture was not ready in time",
      "Show the code instead: the station takes it typed as well. Try the picture again in a minute.");

  private final int status;
  private final String title;
  private final String advice;

  PreviewRefusal(int status, String title, String advice) {
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
