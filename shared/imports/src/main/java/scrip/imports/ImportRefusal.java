package scrip.imports;

import scrip.problem.Refusal;

/** Why a step of an import is refused. */
public enum ImportRefusal implements Refusal {
  IMPORT_CLOSED(
      409,
      "The import takes no more parts",
      "Look at its state; for another file begin another import."),
  PART_DIFFERS(
      409,
      "This part was sent before with other bytes",
      "Send the same bytes again, or cancel this import and begin another one."),
  PARTS_MISSING(
      409,
      "Parts are missing or too many",
      "Send the parts listed in missing, then commit again with their right number."),
  IMPORT_UNDER_WAY(
      409, "The import cannot be cancelled any more", "Wait until it has ended; it loses nothing."),
  CODES_GONE(
      410, "The codes are no longer here", "They can be fetched only for a day. Import again.");

  private final int status;
  private final String title;
  private final String advice;

  ImportRefusal(int status, String title, String advice) {
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
