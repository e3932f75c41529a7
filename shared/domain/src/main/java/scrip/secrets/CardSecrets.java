package scrip.secrets;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Turns a card's code and number into what is stored and back. Stored are: a keyed hash of the
 * code, by which duplicates are found; the sealed code and number, bound to pool and hash; and
 * tokens, which people see instead.
 */
@ApplicationScoped
public class CardSecrets {

  // No text of the database can hold it.
  private static final char BETWEEN = '\0';

  private final Keys keys;
  private final Sealing sealing;

  public CardSecrets(Keys keys, Sealing sealing) {
    this.keys = keys;
    this.sealing = sealing;
  }

  /** A card as it is stored. */
  public record Sealed(
      byte[] codeHash, byte[] sealed, String codeToken, String numberToken, String lastFour) {}

  /** A new data key for a pool; it has no row yet and seals nothing before it has one. */
  public Sealing.DataKey newDataKey(UUID poolId) {
    return sealing.newDataKey(bytes(poolId));
  }

  /**
   * Seals a card. Equal codes give equal hashes and equal tokens; the sealed bytes differ every
   * time.
   */
  public Sealed seal(Sealing.DataKey key, UUID poolId, CardSecret card) {
    byte[] hash = keys.hash(Keys.Purpose.CARD_CODE, card.code());
    String plain = card.number() == null ? card.code() : card.code() + BETWEEN + card.number();
    return new Sealed(
        hash,
        sealing.seal(key, bytes(poolId), plain.getBytes(StandardCharsets.UTF_8), hash),
        token(card.code(), hash),
        card.number() == null
            ? null
            : token(card.number(), keys.hash(Keys.Purpose.CARD_CODE, card.number())),
        lastFour(card.code()));
  }

  /**
   * Opens the card of a row with pool_id, code_hash, sealed, key_id, key_encryption_key and
   * wrapped.
   */
  public CardSecret open(Row row) {
    Sealing.DataKey key =
        new Sealing.DataKey(
            row.getLong("key_id"), row.getString("key_encryption_key"), bytes(row, "wrapped"));
    String plain =
        new String(
            sealing.open(
                key, bytes(row.getUUID("pool_id")), bytes(row, "sealed"), bytes(row, "code_hash")),
            StandardCharsets.UTF_8);
    int between = plain.indexOf(BETWEEN);
    return between < 0
        ? new CardSecret(plain, null)
        : new CardSecret(plain.substring(0, between), plain.substring(between + 1));
  }

  private static String token(String secret, byte[] hash) {
    return "•" + lastFour(secret) + "·" + HexFormat.of().formatHex(hash, 0, 6);
  }

  /** The last four characters, or fewer of a short secret, so that at most half of it shows. */
  static String lastFour(String secret) {
    return secret.substring(secret.length() - Math.min(4, secret.length() / 2));
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }

  private static byte[] bytes(Row row, String column) {
    Buffer buffer = row.getBuffer(column).getDelegate();
    return buffer.getBytes();
  }
}
