package scrip.voucher;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import scrip.secrets.Keys;
import scrip.secrets.Keys.Purpose;
import scrip.secrets.Sealing;

/**
 * Turns a voucher's code into what is stored and back: a keyed hash, by which it is found, and the
 * code itself sealed under the data key of its batch and bound to its voucher.
 */
@ApplicationScoped
public class VoucherSecrets {

  private final Keys keys;
  private final Sealing sealing;

  public VoucherSecrets(Keys keys, Sealing sealing) {
    this.keys = keys;
    this.sealing = sealing;
  }

  /** A new data key for a batch; it has no row yet. */
  public Sealing.DataKey newDataKey(UUID batch) {
    return sealing.newDataKey(bytes(batch));
  }

  /** What a code is looked up by, 32 bytes. */
  public byte[] hash(VoucherCode code) {
    return keys.hash(Purpose.VOUCHER_CODE, code.normal());
  }

  /** The code as it is stored. */
  public byte[] seal(Sealing.DataKey key, UUID batch, UUID voucherId, VoucherCode code) {
    return sealing.seal(
        key, bytes(batch), code.normal().getBytes(StandardCharsets.US_ASCII), bytes(voucherId));
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws IllegalStateException when it does not open, or holds no code
   */
  public VoucherCode open(Sealing.DataKey key, UUID batch, UUID voucherId, byte[] sealed) {
    byte[] code = sealing.open(key, bytes(batch), sealed, bytes(voucherId));
    return VoucherCode.read(new String(code, StandardCharsets.US_ASCII))
        .orElseThrow(() -> new IllegalStateException("what was sealed is no code"));
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
