package scrip.station;

import scrip.problem.Refusal;

/** Why something is refused to those who keep stations. */
public enum KeepingRefusal implements Refusal {
  STATION_CODE_TAKEN(409, "This station code is taken", "Choose another code."),
  STATION_NAME_TAKEN(
      409, "The client has a station of this name", "Choose another name, or change that one."),
  ENROLMENT_USED(
      409,
      "A device was enrolled with this code already",
      "Look at the devices of the station. For another device ask again, with a new Idempotency-Key.");

  private final int status;
  private final String title;
  private final String advice;

  KeepingRefusal(int status, String title, String advice) {
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
