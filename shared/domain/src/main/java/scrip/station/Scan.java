package scrip.station;

import java.time.Instant;

/**
 * What an operator scanned or typed. Prints itself as nothing.
 *
 * @param voucherCode the whole of what a QR code says, or a typed code
 * @param method qr or code
 * @param scannedAt by the device's clock
 * @param key the scan's own random key, the same at every repeat
 */
public record Scan(String voucherCode, String method, Instant scannedAt, String key) {

  public static final String QR = "qr";
  public static final String CODE = "code";

  @Override
  public String toString() {
    return "Scan[…]";
  }
}
