package scrip.function.console.vouchers;

import java.time.Instant;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import scrip.http.JsonBody;
import scrip.http.JsonObjects;
import scrip.money.Money;
import scrip.voucher.IssueVouchers;
import scrip.voucher.IssueVouchers.Recipient;
import scrip.voucher.VoucherTerms;

/** What is sent to issue vouchers. */
record IssueRequest(VoucherTerms terms, List<Recipient> recipients, String reason) {

  static final String EXAMPLE =
      "{\"clientId\":\"0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b\",\"brandId\":\"0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1c\","
          + "\"value\":{\"amount\":10000,\"currency\":\"RWF\"},\"expiresAt\":\"2027-01-31T22:00:00Z\","
          + "\"recipients\":[{\"name\":\"Aline\",\"phone\":\"0788 123 456\"}]}";

  private static final int BODY_AT_MOST = 4 * 1024 * 1024;
  private static final long AMOUNT_AT_MOST = 1_000_000_000_000L;

  /** As the interface description shows it; either recipients or count. */
  @Schema(name = "IssueVouchers")
  public record Form(
      @Schema(required = true) UUID clientId,
      @Schema(description = "A campaign of the client; left out: none") UUID campaignId,
      @Schema(required = true) UUID brandId,
      @Schema(required = true) Money value,
      @Schema(required = true) Instant expiresAt,
      @Schema(description = "The one station that takes them; left out: any of the client")
          UUID stationScope,
      @Schema(description = "1 to 5,000; the answer keeps their order")
          List<VoucherRecipient> recipients,
      @Schema(description = "How many, 1 to 5,000, for nobody in particular") Integer count,
      @Schema(maxLength = 500) String reason) {}

  /** Whom one is for. */
  @Schema(name = "VoucherRecipient")
  public record VoucherRecipient(
      @Schema(maxLength = 100) String name,
      @Schema(maxLength = 40, description = "Without a country code: one of the client's region")
          String phone) {}

  /** Reads it, every fault noted. */
  static IssueRequest read(byte[] body) {
    JsonBody json = JsonBody.of(body, BODY_AT_MOST);
    UUID client = json.uuid("clientId", true);
    UUID campaign = json.uuid("campaignId", false);
    UUID brand = json.uuid("brandId", true);
    Money value = value(json);
    Instant expiresAt = json.time("expiresAt", true);
    UUID station = json.uuid("stationScope", false);
    List<Recipient> recipients = recipients(json);
    String reason = json.text("reason", false, 500);
    json.done();
    return new IssueRequest(
        new VoucherTerms(client, campaign, brand, value, expiresAt, station), recipients, reason);
  }

  private static List<Recipient> recipients(JsonBody json) {
    List<JsonBody> named = JsonObjects.of(json, "recipients", IssueVouchers.AT_MOST);
    Long count = json.amount("count", false, 1, IssueVouchers.AT_MOST);
    if (json.has("recipients") == json.has("count")) {
      json.fault("recipients", "either these or a count is required, not both");
    }
    return named == null
        ? Collections.nCopies(count == null ? 0 : count.intValue(), Recipient.BEARER)
        : named.stream().map(IssueRequest::recipient).toList();
  }

  private static Recipient recipient(JsonBody json) {
    String name = json.text("name", false, 100);
    String phone = json.text("phone", false, 40);
    json.closed();
    return new Recipient(name, phone);
  }

  private static Money value(JsonBody json) {
    JsonBody value = json.object("value");
    if (value == null) {
      json.fault("value", "is required: an amount in minor units and its currency");
      return null;
    }
    Long amount = value.amount("amount", true, 1, AMOUNT_AT_MOST);
    String currency = value.text("currency", true, 3);
    value.closed();
    if (currency != null && !isCurrency(currency)) {
      value.fault("currency", "must be a currency of ISO 4217, as in USD");
    }
    return amount == null || currency == null ? null : new Money(amount, currency);
  }

  /** One that money is counted in: not a metal, not a test code. */
  private static boolean isCurrency(String code) {
    try {
      return Currency.getInstance(code).getDefaultFractionDigits() >= 0;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }
}
