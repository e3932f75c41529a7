package scrip.function.redeem;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * The body of a redemption, for the interface description; it is read member by member, so that all
 * faults are told.
 */
@Schema(description = "Unknown members are refused.", additionalProperties = Schema.False.class)
public record RedemptionRequest(
    @Schema(
            required = true,
            maxLength = 100,
            description = "As printed or typed; case, spaces and hyphens do not count")
        String code,
    @Schema(
            description =
                "Where the card goes; left out: the contact on record. Ignored once the code is redeemed")
        ContactRequest contact,
    @Schema(
            enumeration = {"sms", "whatsapp", "email"},
            description = "One that the campaign offers")
        String channel,
    @Schema(minimum = "1", maximum = "3", defaultValue = "1") Integer condition) {

  /** A phone or an e-mail address, not both. */
  public record ContactRequest(
      @Schema(maxLength = 40, examples = "+15005550006") String phone,
      @Schema(maxLength = 254, examples = "name@example.com") String email) {}
}
