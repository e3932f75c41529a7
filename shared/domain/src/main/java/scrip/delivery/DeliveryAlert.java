package scrip.delivery;

/**
 * What somebody is told about messages: one alert of a kind is open at a time. Each text says what
 * to do; the whole of it is in infra/runbooks/sms-not-delivered.md.
 */
public enum DeliveryAlert {
  SMS_FILTERED(
      "sms-filtered",
      "A network filters our messages. They are not sent again: change the wording or the sender,"),
  SENDER_UNREGISTERED(
      "sender-unregistered",
      "A network takes nothing from our sender before it is registered. Finish its registration,"),
  UNLISTED_CODE(
      "unlisted-code",
      "A provider reports failures by a number that we do not list. Look it up and add it,"),
  DOUBLE_SEND(
      "double-send",
      "A provider reports two messages for one attempt. Look at its unmatched receipts,"),
  MESSAGE_MISSING(
      "message-missing",
      "A provider no longer knows a message that it took. Check which account the keys are of,"),
  REDACTION_FAILED(
      "redaction-failed",
      "The text of a message, which holds a card, could not be taken back. Delete it by hand,");

  private final String kind;
  private final String text;

  DeliveryAlert(String kind, String text) {
    this.kind = kind;
    this.text = text;
  }

  /** The word for it in {@code alerts}. */
  public String kind() {
    return kind;
  }

  /**
   * What its row says.
   *
   * @param what the message or number that it is about; no address
   */
  public String detail(String what) {
    return text + " see infra/runbooks/sms-not-delivered.md. It began with " + what + ".";
  }
}
