package scrip.supplier;

import scrip.problem.Refusal;

/** Why something about a supplier is refused. */
public enum SupplierRefusal implements Refusal {
  NO_SUPPLIER(
      409,
      "This pool buys from no supplier",
      "Set purchase method, supplier and the supplier's item of the pool first."),
  ORDER_NOT_OPEN(
      409,
      "This order is settled, or is being worked on at this moment",
      "Look at the pool's open orders again in a minute.");

  private final int status;
  private final String title;
  private final String advice;

  SupplierRefusal(int status, String title, String advice) {
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
