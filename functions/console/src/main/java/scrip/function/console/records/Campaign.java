package scrip.function.console.records;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A campaign as the console answers it.
 *
 * @param state draft, active, paused or closed
 * @param redeemUntil null when it has no end
 * @param reveal message, or screen where the answer to a redemption shows the card
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
        record.channels(),
        record.messageTemplate,
        record.createdAt);
  }
}
