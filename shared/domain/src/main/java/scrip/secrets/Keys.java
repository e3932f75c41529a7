package scrip.secrets;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * The keys of this instance, one a purpose, each 32 random bytes in Base64 in the secret {@value
 * #SECRET}. Members {@code hash.<purpose>} are for keyed hashes; {@code kek.<id>} are
 * key-encryption keys, of which {@code kek} names the current one. Read once; a rotated key reaches
 * an instance when it is replaced.
 */
@ApplicationScoped
public class Keys {

  public static final String SECRET = "keys";
  static final String MAC = "HmacSHA256";
  private static final Pattern SPELLING =
      Pattern.compile("[\\s\\p{Z}\\p{Cf}\\p{Pd}]+", Pattern.UNICODE_CHARACTER_CLASS);

  private final SecretStore store;
  private final Map<Purpose, Mac> macs = new ConcurrentHashMap<>();
  private volatile Map<String, String> secret;

  public Keys(SecretStore store) {
    this.store = store;
  }

  /** Reads the keys while the instance starts, so that no request waits for them. */
  @Startup
  void load() {
    member("kek");
  }

  /** What a keyed hash is for. A value hashed for one purpose cannot be found by another. */
  public enum Purpose {
    REDEMPTION_CODE("hash.redemption-code"),

    /** Spelling does not count: case, white space and hyphens are left out before hashing. */
    CARD_CODE("hash.card-code"),
    ADDRESS("hash.address"),

    /** Texts as they were sent, by which a message that a provider keeps is recognised. */
    MESSAGE("hash.message");

    private final String member;

    Purpose(String member) {
      this.member = member;
    }

    /** The member of the secret that holds the key of this purpose. */
    public String member() {
      return member;
    }

    /** What of a text is hashed; a text of nothing but spaces and hyphens is hashed as it is. */
    private String significant(String text) {
      if (this != CARD_CODE) {
        return text;
      }
      if (isPlain(text)) {
        return text.toUpperCase(Locale.ROOT);
      }
      String spelt = SPELLING.matcher(text).replaceAll("").toUpperCase(Locale.ROOT);
      return spelt.isEmpty() ? text : spelt;
    }

    /** Letters and digits of ASCII only, as nearly every code: nothing to leave out. */
    private static boolean isPlain(String text) {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (!(c >= '0' && c <= '9' || c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')) {
          return false;
        }
      }
      return true;
    }
  }

  /**
   * HMAC-SHA-256 of the UTF-8 bytes of a text, 32 bytes. The same text gives the same hash for
   * ever, and so does a card's code however it is spelt.
   */
  public byte[] hash(Purpose purpose, String text) {
    Mac mac = macs.computeIfAbsent(purpose, this::mac);
    try {
      return ((Mac) mac.clone())
          .doFinal(purpose.significant(text).getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The id of the key-encryption key that new data keys are wrapped with. */
  String currentKeyEncryptionKey() {
    return member("kek");
  }

  SecretKey keyEncryptionKey(String id) {
    return new SecretKeySpec(bytes("kek." + id), "AES");
  }

  private Mac mac(Purpose purpose) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(bytes(purpose.member()), MAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private byte[] bytes(String member) {
    try {
      byte[] key = Base64.getDecoder().decode(member(member));
      if (key.length == 32) {
        return key;
      }
    } catch (IllegalArgumentException e) {
      // No Base64: the same as no key, and the exception would show a part of it.
    }
    throw missing(member);
  }

  private String member(String name) {
    Map<String, String> known = secret;
    if (known == null) {
      known = store.read(SECRET);
      secret = known;
    }
    String value = known.get(name);
    if (value == null || value.isBlank()) {
      throw missing(name);
    }
    return value;
  }

  private static Refused missing(String member) {
    return new Refused(
        RequestRefusal.NOT_CONFIGURED,
        "The secret '" + SECRET + "' lacks a 32-byte key in its member '" + member + "'.");
  }
}
