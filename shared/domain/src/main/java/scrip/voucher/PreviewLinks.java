package scrip.voucher;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import scrip.secrets.Keys;
import scrip.secrets.Keys.Signing;

/**
 * Tokens that open the picture of one voucher, or of one draft, without a session, for 60 minutes
 * at most: {@code <seconds>.<key id>.<signature>}.
 */
@ApplicationScoped
public class PreviewLinks {

  public static final Duration AT_MOST = Duration.ofMinutes(60);

  private static final int SIGNATURE = 16;
  private static final Pattern FORM =
      Pattern.compile("([0-9]{1,12})\\.([0-9A-Z]{1,8})\\.([0-9a-f]{" + 2 * SIGNATURE + "})");

  private final Keys keys;

  public PreviewLinks(Keys keys) {
    this.keys = keys;
  }

  /**
   * A token for one voucher.
   *
   * @throws IllegalArgumentException when it would be good for longer than 60 minutes
   */
  public String token(UUID voucherId, Instant now, Instant until) {
    return token("preview:" + voucherId, now, until);
  }

  /** Whether a token opens the picture of this voucher at this moment. */
  public boolean admits(String token, UUID voucherId, Instant now) {
    return admits(token, "preview:" + voucherId, now);
  }

  /** The same for the picture of a draft, which is no voucher: of all that it says. */
  public String tokenOfDraft(String draft, Instant now, Instant until) {
    return token("draft:" + draft, now, until);
  }

  /** Whether a token opens the picture of exactly this draft at this moment. */
  public boolean admitsDraft(String token, String draft, Instant now) {
    return admits(token, "draft:" + draft, now);
  }

  private String token(String what, Instant now, Instant until) {
    if (Duration.between(now, until).compareTo(AT_MOST) > 0) {
      throw new IllegalArgumentException("a link is good for 60 minutes at most");
    }
    String keyId = keys.current(Signing.LINK);
    return until.getEpochSecond()
        + "."
        + keyId
        + "."
        + signature(what, until.getEpochSecond(), keyId);
  }

  private boolean admits(String token, String what, Instant now) {
    Matcher form = FORM.matcher(token);
    if (!form.matches()) {
      return false;
    }
    long until = Long.parseLong(form.group(1));
    String expected = signature(what, until, form.group(2));
    return until > now.getEpochSecond()
        && until <= now.plus(AT_MOST).getEpochSecond()
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.US_ASCII),
            form.group(3).getBytes(StandardCharsets.US_ASCII));
  }

  private String signature(String what, long until, String keyId) {
    return keys.sign(Signing.LINK, keyId, what + ":" + until)
        .map(hash -> HexFormat.of().formatHex(hash, 0, SIGNATURE))
        .orElse("");
  }
}
