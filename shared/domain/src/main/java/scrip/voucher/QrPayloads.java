package scrip.voucher;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import scrip.problem.Refused;
import scrip.secrets.Keys;
import scrip.secrets.Keys.Signing;

/**
 * What the QR code of a voucher says: {@code SCRIP:1:<code>:<key id>:<signature>}, all of it in the
 * characters of a QR code's alphanumeric mode. The signature is the first 100 bits of an
 * HMAC-SHA-256 over what stands before it, in base 32.
 */
@ApplicationScoped
public class QrPayloads {

  private static final String BASE_32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final int SIGNATURE = 20;
  private static final Pattern FORM =
      Pattern.compile("(SCRIP:1:([0-9A-Z]{9}):([0-9A-Z]{1,8})):([A-Z2-7]{" + SIGNATURE + "})");

  private final Keys keys;

  public QrPayloads(Keys keys) {
    this.keys = keys;
  }

  /** The id of the key that signs vouchers which are issued now. */
  public String currentKey() {
    return keys.current(Signing.QR);
  }

  /**
   * The payload of a voucher's code, signed with the key that the voucher was issued under.
   *
   * @throws IllegalStateException when that key is gone
   */
  public String of(VoucherCode code, String keyId) {
    return find(code, keyId).orElseThrow(IllegalStateException::new);
  }

  /** The same; empty when that key is gone. */
  public Optional<String> find(VoucherCode code, String keyId) {
    String signed = "SCRIP:1:" + code.normal() + ":" + keyId;
    return signature(signed, keyId).map(signature -> signed + ":" + signature);
  }

  /**
   * The code in what was scanned.
   *
   * @throws Refused bad-signature, for everything that we did not sign
   */
  public VoucherCode read(String scanned) {
    Matcher form = FORM.matcher(scanned.strip().toUpperCase(Locale.ROOT));
    if (!form.matches()) {
      throw new Refused(VoucherRefusal.BAD_SIGNATURE);
    }
    boolean ours =
        signature(form.group(1), form.group(3))
            .map(s -> MessageDigest.isEqual(bytes(s), bytes(form.group(4))))
            .orElse(false);
    return Optional.of(form.group(2))
        .filter(code -> ours)
        .flatMap(VoucherCode::read)
        .orElseThrow(() -> new Refused(VoucherRefusal.BAD_SIGNATURE));
  }

  private Optional<String> signature(String signed, String keyId) {
    return keys.sign(Signing.QR, keyId, signed)
        .map(
            hash -> {
              StringBuilder text = new StringBuilder(SIGNATURE);
              for (int bit = 0; bit < 5 * SIGNATURE; bit += 5) {
                int two = (hash[bit / 8] & 0xff) << 8 | hash[bit / 8 + 1] & 0xff;
                text.append(BASE_32.charAt(two >> (11 - bit % 8) & 31));
              }
              return text.toString();
            });
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
