package scrip.function.redeem;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.LocalDate;
import java.util.UUID;
import scrip.giftcard.RedeemCode.Redeemed;
import scrip.giftcard.Redemption;
import scrip.money.Money;

/** The answer to a redemption, and to the question how its message is doing. */
@RegisterForReflection
public record RedemptionReceipt(
    UUID redemptionId,
    @JsonInclude(JsonInclude.Include.NON_NULL) Boolean alreadyRedeemed,
    Recipient recipient,
    Card card,
    Delivery delivery) {

  /** Who it is for; the contact is masked. */
  @RegisterForReflection
  public record Recipient(String firstName, String maskedContact) {}

  /** The card; code and number only for those who may see them on the screen. */
  @RegisterForReflection
  public record Card(
      String brand,
      Money value,
      String lastFour,
      LocalDate expiresOn,
      @JsonInclude(JsonInclude.Include.NON_NULL) String code,
      @JsonInclude(JsonInclude.Include.NON_NULL) String number) {}

  /** The message that carries it. */
  @RegisterForReflection
  public record Delivery(UUID id, String channel, String status) {}

  static RedemptionReceipt of(Redeemed redeemed) {
    Redemption redemption = redeemed.redemption();
    boolean shown = redeemed.card() != null;
    return of(
        redemption,
        redeemed.already(),
        shown ? redeemed.card().code() : null,
        shown ? redeemed.card().number() : null);
  }

  static RedemptionReceipt progress(Redemption redemption) {
    return of(redemption, null, null, null);
  }

  private static RedemptionReceipt of(
      Redemption redemption, Boolean already, String code, String number) {
    return new RedemptionReceipt(
        redemption.id(),
        already,
        new Recipient(redemption.firstName(), redemption.maskedContact()),
        new Card(
            redemption.brand(),
            redemption.value(),
            redemption.lastFour(),
            redemption.expiresOn(),
            code,
            number),
        new Delivery(
            redemption.deliveryId(), redemption.channel().word(), redemption.deliveryStatus()));
  }
}
