package scrip.giftcard;

import scrip.problem.Refusal;

/** Why something is not done with a card. */
public enum CardRefusal implements Refusal {
  CARD_NOT_AVAILABLE(
      409,
      "A card is not available",
      "Look at the cards named in cardIds: only available ones can be moved."),
  CARD_NOT_BOUND(
      409,
      "A card is bound to nobody",
      "Only cards that are claimed, sent or delivered are shown; leave out those named in cardIds."),
  CARD_NOT_QUARANTINED(
      409, "The card is not in quarantine", "Look at its story: there is nothing to release."),
  CARD_IN_ANOTHER_STATE(
      409,
      "A card is in a state that this cannot change",
      "Look at the cards named in cardIds, and leave them out."),
  CARD_MAY_BE_KNOWN(
      409,
      "Somebody may know this card",
      "Void it; its recipient gets another card by the replace action."),
  CARD_DOUBLED(
      409,
      "The brand has another card with this code",
      "Void this one: its code is already another card's."),
  CARD_NOT_SEALED(
      409,
      "A card was inserted by hand and is not sealed yet",
      "It is sealed within a minute: do it again then."),
  NOTHING_TO_REPLACE(
      409,
      "Nobody holds this card",
      "Look at its story: its recipient redeems again, or holds another card already."),
  REPLACE_NOT_DUE(
      409,
      "The card is not lost yet",
      "Wait until its delivery failed, or ask operations to replace it."),
  POOLS_DIFFER(
      409,
      "The pools hold different cards",
      "Choose a pool of the same brand, value and currency.");

  private final int status;
  private final String title;
  private final String advice;

  CardRefusal(int status, String title, String advice) {
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
