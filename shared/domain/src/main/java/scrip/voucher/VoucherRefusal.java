package scrip.voucher;

import scrip.problem.Refusal;

/** Why something about a voucher is refused, at a station or in the console. */
public enum VoucherRefusal implements Refusal {
  VOUCHER_NOT_FOUND(
      404,
      "There is no such voucher",
      "Read the code again, character by character; then ask the customer where the voucher came from."),
  ALREADY_REDEEMED(
      409,
      "This voucher was redeemed before",
      "Give nothing for it. The time and the station of its redemption are in this answer."),
  EXPIRED(410, "This voucher is over", "Give nothing for it. Its last moment is in this answer."),
  VOID(
      410,
      "This voucher was made void",
      "Give nothing for it, and ask the customer for the voucher that replaced it."),
  WRONG_STATION(
      403,
      "Another station takes this voucher",
      "Send the customer to the station of the voucher, or call support when that is wrong."),
  BAD_SIGNATURE(
      422,
      "This code was not made by us",
      "Give nothing for it, keep the picture if you can, and call support."),
  NOT_OPEN(
      409,
      "The voucher is redeemed, over or void, and this can be done to open ones only",
      "Look at its events first."),
  ALREADY_VOID(
      409,
      "This voucher is void already",
      "Look at its events for the reason and the replacement."),
  NOT_VOIDABLE(
      409,
      "The voucher is over, and nothing is left to void",
      "Issue another voucher when its holder shall have one."),
  NOT_VOID(
      409,
      "Only a void voucher gets a replacement",
      "Void it with a reason first, or ask for the replacement in the same act."),
  ALREADY_REPLACED(
      409,
      "Another voucher was issued for this one already",
      "Its id is in this answer; void that one first when it went to the wrong person.");

  private final int status;
  private final String title;
  private final String advice;

  VoucherRefusal(int status, String title, String advice) {
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
