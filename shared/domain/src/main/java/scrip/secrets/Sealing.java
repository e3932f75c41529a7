package scrip.secrets;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Envelope encryption: AES-256-GCM under a data key, which is itself sealed under a key-encryption
 * key. Sealed bytes are a nonce of 12, the ciphertext, and a tag of 16. Data keys are unwrapped
 * once an instance.
 */
@ApplicationScoped
public class Sealing {

  private static final int NONCE = 12;
  private static final int TAG_BITS = 128;
  private static final String CIPHER = "AES/GCM/NoPadding";

  private final Keys keys;
  private final SecureRandom random = new SecureRandom();
  private final Map<Unwrapped, SecretKey> unwrapped = new ConcurrentHashMap<>();

  // Finding a cipher and expanding its key take longer than a card does. Every use begins with
  // init.
  private final ThreadLocal<Cipher> ciphers = ThreadLocal.withInitial(Sealing::cipher);

  public Sealing(Keys keys) {
    this.keys = keys;
  }

  /**
   * A data key as it is stored.
   *
   * @param id its row in {@code data_keys}
   * @param keyEncryptionKey the id of the key it is wrapped with
   * @param wrapped the data key, sealed
   */
  public record DataKey(long id, String keyEncryptionKey, byte[] wrapped) {}

  /**
   * A new data key, wrapped with the current key-encryption key and bound to its owner; it has no
   * row yet.
   */
  public DataKey newDataKey(byte[] owner) {
    byte[] key = new byte[32];
    random.nextBytes(key);
    String kek = keys.currentKeyEncryptionKey();
    return new DataKey(0, kek, encrypt(keys.keyEncryptionKey(kek), key, owner));
  }

  /** Seals bytes so that only the same data key, owner and label open them. */
  public byte[] seal(DataKey key, byte[] owner, byte[] plain, byte[] label) {
    return encrypt(unwrap(key, owner), plain, label);
  }

  /**
   * Opens what {@link #seal} made.
   *
   * @throws IllegalStateException when any byte of it, its owner or its label is another
   */
  public byte[] open(DataKey key, byte[] owner, byte[] sealed, byte[] label) {
    return decrypt(unwrap(key, owner), sealed, label);
  }

  /**
   * Seals something small and rare without a data key: directly under the current key-encryption
   * key, whose id stands before it, one byte for its length.
   */
  public byte[] sealAlone(byte[] plain, byte[] label) {
    String kek = keys.currentKeyEncryptionKey();
    byte[] id = kek.getBytes(StandardCharsets.UTF_8);
    byte[] sealed = encrypt(keys.keyEncryptionKey(kek), plain, label);
    return ByteBuffer.allocate(1 + id.length + sealed.length)
        .put((byte) id.length)
        .put(id)
        .put(sealed)
        .array();
  }

  /**
   * Opens what {@link #sealAlone} made.
   *
   * @throws IllegalStateException when any byte of it or its label is another
   */
  public byte[] openAlone(byte[] sealed, byte[] label) {
    int begin = 1 + (sealed.length == 0 ? 0 : sealed[0] & 0xff);
    if (sealed.length < begin + NONCE) {
      throw new IllegalStateException("sealed bytes were cut short");
    }
    String kek = new String(sealed, 1, begin - 1, StandardCharsets.UTF_8);
    return decrypt(
        keys.keyEncryptionKey(kek), Arrays.copyOfRange(sealed, begin, sealed.length), label);
  }

  private record Unwrapped(long id, ByteBuffer owner) {}

  private SecretKey unwrap(DataKey key, byte[] owner) {
    return unwrapped.computeIfAbsent(
        new Unwrapped(key.id(), ByteBuffer.wrap(owner.clone())),
        id ->
            new SecretKeySpec(
                decrypt(keys.keyEncryptionKey(key.keyEncryptionKey()), key.wrapped(), owner),
                "AES"));
  }

  private byte[] encrypt(SecretKey key, byte[] plain, byte[] label) {
    byte[] nonce = new byte[NONCE];
    random.nextBytes(nonce);
    try {
      Cipher cipher = ciphers.get();
      cipher.init(Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, nonce));
      cipher.updateAAD(label);
      byte[] sealed = Arrays.copyOf(nonce, NONCE + cipher.getOutputSize(plain.length));
      cipher.doFinal(plain, 0, plain.length, sealed, NONCE);
      return sealed;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Cipher cipher() {
    try {
      return Cipher.getInstance(CIPHER);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] decrypt(SecretKey key, byte[] sealed, byte[] label) {
    if (sealed.length < NONCE + TAG_BITS / 8) {
      throw new IllegalStateException("sealed bytes were cut short");
    }
    try {
      Cipher cipher = ciphers.get();
      cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BITS, sealed, 0, NONCE));
      cipher.updateAAD(label);
      return cipher.doFinal(sealed, NONCE, sealed.length - NONCE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("sealed bytes do not open with this key and label", e);
    }
  }
}
