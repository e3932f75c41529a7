package scrip.function.console.records;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import scrip.delivery.Contact;

/**
 * A recipient as the console answers it: contacts masked, of the code the last four.
 *
 * @param approval pending, approved or rejected
 * @param optIn not_sent, pending, opted_in or opted_out
 * @param redemptionCode the printed code, only in the answer that made it; null ever after
 */
public record Recipient(
    UUID id,
    UUID campaignId,
    String firstName,
    String lastName,
    String maskedPhone,
    String maskedEmail,
    String codeLastFour,
    @Schema(example = "7KMA-QRTX-49WE") String redemptionCode,
    String approval,
    String optIn,
    Instant createdAt) {

  static Recipient of(RecipientRecord record) {
    return new Recipient(
        record.id,
        record.campaignId,
        record.firstName,
        record.lastName,
        masked(record.phone),
        masked(record.email),
        record.codeLastFour,
        null,
        record.approval,
        record.optIn,
        record.createdAt);
  }

  Recipient withCode(String printed) {
    return new Recipient(
        id,
        campaignId,
        firstName,
        lastName,
        maskedPhone,
        maskedEmail,
        codeLastFour,
        printed,
        approval,
        optIn,
        createdAt);
  }

  private static String masked(String address) {
    return address == null ? null : Contact.mask(address);
  }
}
