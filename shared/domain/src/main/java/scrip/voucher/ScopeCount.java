package scrip.voucher;

import java.util.UUID;

/**
 * How many open vouchers of a client one station takes, by where their scope comes from. A list
 * that sent everything to one station stands out here.
 *
 * @param station code; null together with its name for any station
 * @param source manual, campaign, import or ocr; null for vouchers that never had a scope
 * @param importId the list they come from, with its file; null for other sources
 */
public record ScopeCount(
    UUID clientId,
    String station,
    String stationName,
    String source,
    UUID importId,
    String fileName,
    long vouchers) {}
