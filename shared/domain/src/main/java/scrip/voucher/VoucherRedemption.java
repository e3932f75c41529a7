package scrip.voucher;

import java.time.Instant;
import java.util.UUID;
import scrip.money.Money;

/**
 * A redemption as whoever made it is told, the first time and at every repeat.
 *
 * @param reference short and unique, to be read out
 * @param maskedMsisdn the number that the voucher went to; null when it is not known
 */
public record VoucherRedemption(
    UUID voucherId,
    String brand,
    Money amount,
    String reference,
    Instant redeemedAt,
    String maskedMsisdn) {}
