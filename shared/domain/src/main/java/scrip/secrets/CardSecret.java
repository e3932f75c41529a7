package scrip.secrets;

/**
 * A card's code and number in clear. Never logged, never stored; prints itself as nothing.
 *
 * @param number null when the card has none
 */
public record CardSecret(String code, String number) {

  @Override
  public String toString() {
    return "CardSecret[…]";
  }
}
