package scrip.secrets;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
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
  private static final Pattern SIGNING_ID = Pattern.compile("[A-Z0-9]{1,8}");
  private static final Pattern SPELLING =
      Pattern.compile("[\\s\\p{Z}\\p{Cf}\\p{Pd}]+", Pattern.UNICODE_CHARACTER_CLASS);

  private final SecretStore store;
  private final Map<Purpose, Mac> macs = new ConcurrentHashMap<>();
  private final Map<String, Mac> signers = new ConcurrentHashMap<>();
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

    /** Codes of vouchers that we issue. */
    VOUCHER_CODE("hash.voucher-code"),

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
    return digest(macs.computeIfAbsent(purpose, p -> mac(p.member())), purpose.significant(text));
  }

  private static byte[] digest(Mac mac, String text) {
    try {
      return ((Mac) mac.clone()).doFinal(text.getBytes(StandardCharsets.UTF_8));
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What is signed. Its keys have ids, so that an old one verifies while a new one signs. */
  public enum Signing {

    /** QR codes of vouchers; a key is needed until the last voucher of it is over. */
    QR("qr"),

    /** Links that open something without a session; a key is needed for as long as a link lasts. */
    LINK("link");

    private final String member;

    Signing(String member) {
      this.member = member;
    }

    /** The member of the secret that names the current key; {@code <member>.<id>} hold the keys. */
    public String member() {
      return member;
    }
  }

  /**
   * The id of the key that signs now: 1 to 8 capital letters and digits.
   *
   * @throws Refused not-configured, when it or its key is missing
   */
  public String current(Signing what) {
    String id = member(what.member());
    if (!SIGNING_ID.matcher(id).matches()) {
      throw new Refused(
          RequestRefusal.NOT_CONFIGURED,
          "The member '" + what.member() + "' of the secret '" + SECRET + "' names no key.");
    }
    member(what.member() + "." + id);
    return id;
  }

  /**
   * HMAC-SHA-256 with the key of that id, 32 bytes; empty when there is no such key, which anybody
   * may have typed.
   */
  public Optional<byte[]> sign(Signing what, String keyId, String text) {
    if (!SIGNING_ID.matcher(keyId).matches() || !has(what.member() + "." + keyId)) {
      return Optional.empty();
    }
    Mac mac = signers.computeIfAbsent(what.member() + "." + keyId, this::mac);
    return Optional.of(digest(mac, text));
  }

  /** The id of the key-encryption key that new data keys are wrapped with. */
  String currentKeyEncryptionKey() {
    return member("kek");
  }

  SecretKey keyEncryptionKey(String id) {
    return new SecretKeySpec(bytes("kek." + id), "AES");
  }

  private Mac mac(String member) {
    try {
      Mac mac = Mac.getInstance(MAC);
      mac.init(new SecretKeySpec(bytes(member), MAC));
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

  private Map<String, String> known() {
    Map<String, String> known = secret;
    if (known == null) {
      known = store.read(SECRET);
      secret = known;
    }
    return known;
  }

  private boolean has(String name) {
    String value = known().get(name);
    return value != null && !value.isBlank();
  }

  private String member(String name) {
    String value = known().get(name);
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
