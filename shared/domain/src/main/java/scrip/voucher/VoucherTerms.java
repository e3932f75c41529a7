package scrip.voucher;

import java.time.Instant;
import java.util.UUID;
import scrip.money.Money;

/**
 * What vouchers that are issued together have in common.
 *
 * @param campaignId null for none
 * @param stationScope the one station that takes them; null: any of the client
 */
public record VoucherTerms(
    UUID clientId,
    UUID campaignId,
    UUID brandId,
    Money value,
    Instant expiresAt,
    UUID stationScope) {}
