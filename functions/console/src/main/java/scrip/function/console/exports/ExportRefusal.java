package scrip.function.console.exports;

import scrip.problem.Refusal;

/** Why codes are not exported. */
public enum ExportRefusal implements Refusal {
  CARD_NOT_BOUND(
      409,
      "Only cards that belong to a recipient are shown",
      "A card that was shown may never be given to another person: ask for claimed, sent or delivered ones.");

  private final int status;
  private final String title;
  private final String advice;

  ExportRefusal(int status, String title, String advice) {
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
