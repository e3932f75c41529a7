package scrip.giftcard;

import java.time.LocalDate;
import java.util.UUID;
import scrip.delivery.Channel;
import scrip.delivery.Contact;
import scrip.money.Money;

/**
 * A recipient's use of a condition, with the card it holds and that card's latest delivery. Never
 * holds a card's code.
 *
 * @param browserHash hash of the token of the browser that first redeemed; null when there was none
 * @param revealsOnScreen whether the campaign shows cards on the screen
 * @param deliveryStatus the state of the latest delivery
 */
public record Redemption(
    UUID id,
    UUID clientId,
    String firstName,
    Channel channel,
    String address,
    byte[] browserHash,
    boolean revealsOnScreen,
    String brand,
    Money value,
    String lastFour,
    LocalDate expiresOn,
    long claimId,
    UUID deliveryId,
    String deliveryStatus) {

  public String maskedContact() {
    return Contact.mask(address);
  }
}
