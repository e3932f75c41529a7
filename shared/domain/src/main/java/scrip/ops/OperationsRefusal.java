package scrip.ops;

import scrip.problem.Refusal;

/** Why something that operators ask for is not done. */
public enum OperationsRefusal implements Refusal {
  JOB_SWITCHED_OFF(
      409, "The job is switched off", "Switch it on first: a job that is off runs for nobody."),
  JOB_RUNNING(
      409,
      "A run of this job is under way",
      "Wait for it to end; its row among the runs says when it began."),
  RUN_NOT_STARTED(
      502,
      "The run could not be started",
      "Nothing was run. Try again; if it goes on, tell the engineer on call."),
  SESSION_NOT_OURS(
      409,
      "That session is not one of ours",
      "Only sessions of scrip_functions_a, scrip_functions_b and scrip_support are ended here, and never the one"
          + " that asks. Ask the database's administrator."),
  TABLE_LOCKED(
      409,
      "A table is locked at present",
      "See which query holds it under performance/queries, then ask again.");

  private final int status;
  private final String title;
  private final String advice;

  OperationsRefusal(int status, String title, String advice) {
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
