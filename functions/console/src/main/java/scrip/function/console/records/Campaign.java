package scrip.function.console.records;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A campaign as the console answers it.
 *
 * @param state draft, active, paused or closed
 * @param redeemUntil null when it has no end
 * @param reveal message, or screen where the answer to a redemption shows the card
 * @param channels in the order of preference: the first that a recipient has an address for
 * @param whatsappContentSid the approved template; null: the text goes as it is
 * @param whatsappVariables of that template, by their number
 * @param emailSubject null for the usual one
 * @param warnings what works, but hardly as it is meant
 */
public record Campaign(
    UUID id,
    UUID clientId,
    String name,
    String state,
    Instant redeemFrom,
    Instant redeemUntil,
    boolean approvalRequired,
    boolean optInRequired,
    String reveal,
    List<String> channels,
    String messageTemplate,
    String whatsappContentSid,
    Map<String, String> whatsappVariables,
    String emailSubject,
    List<String> warnings,
    Instant createdAt) {

  static Campaign of(CampaignRecord record) {
    return new Campaign(
        record.id,
        record.clientId,
        record.name,
        record.state,
        record.redeemFrom,
        record.redeemUntil,
        record.approvalRequired,
        record.optInRequired,
        record.reveal,
        List.of(record.channels),
        record.messageTemplate,
        record.whatsappContentSid,
        record.variables(),
        record.emailSubject,
        record.messages().warnings(),
        record.createdAt);
  }
}
