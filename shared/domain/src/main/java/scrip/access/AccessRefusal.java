package scrip.access;

import scrip.problem.Refusal;

/** Why somebody is not let in, or not let do something alone. */
public enum AccessRefusal implements Refusal {
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
