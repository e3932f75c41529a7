package scrip.station;

import scrip.problem.Refusal;

/** Why something is refused to a device or an operator of a station. */
public enum StationRefusal implements Refusal {
  ENROLMENT_NOT_ACCEPTED(
      404,
      "This code enrols no device",
      "A code works once and for ten minutes: ask for a new one in the console."),
  DEVICE_UNKNOWN(
      401,
      "This device is not enrolled, or no longer",
      "Enrol it again with a new code from the console. Scans that wait on it are kept."),
  PASSCODE_WRONG(
      401,
      "Station code or passcode is wrong",
      "Check both. After some wrong tries the device waits for a quarter of an hour."),
  SESSION_OVER(
      401,
      "Nobody is signed in on this device",
      "Sign in with the passcode; scans that wait are sent afterwards."),
  STATION_CLOSED(
      403,
      "This station takes no vouchers at present",
      "Ask operations whether it is closed on purpose."),
  STATION_REDEEM_OFF(
      503,
      "Redeeming at stations is switched off",
      "Give nothing out. Operations switched it off; scan again when they say so.");

  private final int status;
  private final String title;
  private final String advice;

  StationRefusal(int status, String title, String advice) {
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
