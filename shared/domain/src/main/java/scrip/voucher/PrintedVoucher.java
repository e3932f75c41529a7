package scrip.voucher;

import java.time.Instant;
import java.time.ZoneId;
import java.util.UUID;
import scrip.money.Money;

/**
 * What stands on the picture of a voucher. Never prints itself.
 *
 * @param code as it is shown; masked where it may not be seen; null on a draft
 * @param qr what the QR code says; null where there is none
 * @param clear whether the code is there for everybody to read
 * @param station the one that takes it; null for any
 * @param zone of dates; null where there is no one zone
 * @param stampedAt since when it is what it is; null for open ones
 */
public record PrintedVoucher(
    UUID id,
    ClientLook client,
    String brand,
    Money value,
    State state,
    String code,
    String qr,
    boolean clear,
    String station,
    ZoneId zone,
    Instant expiresAt,
    Instant stampedAt) {

  /** What a voucher is at a moment: over from its last moment on, whether or not it was swept. */
  public enum State {
    OPEN,
    REDEEMED,
    EXPIRED,
    VOID
  }

  @Override
  public String toString() {
    return "PrintedVoucher[" + id + "]";
  }
}
