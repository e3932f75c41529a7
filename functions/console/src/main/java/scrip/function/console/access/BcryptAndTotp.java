package scrip.function.console.access;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import io.quarkus.elytron.security.common.BcryptUtil;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.InvalidKeyException;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;
import scrip.access.Credentials;

/** Passwords by bcrypt, codes by TOTP (RFC 6238: SHA-1, 30 seconds, 6 digits). */
@ApplicationScoped
public class BcryptAndTotp implements Credentials {

  // Costs as much as the hashes that are made here; its password does not matter.
  static final String NOBODY = "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";
  private static final Pattern CODE = Pattern.compile("[0-9]{6}");
  private static final String ALGORITHM = "HmacSHA1";

  private final Vertx vertx;
  private final TimeBasedOneTimePasswordGenerator generator =
      new TimeBasedOneTimePasswordGenerator();

  public BcryptAndTotp(Vertx vertx) {
    this.vertx = vertx;
  }

  @Override
  public Uni<String> hash(String password) {
    return aside(() -> BcryptUtil.bcryptHash(password));
  }

  @Override
  public Uni<Boolean> isPassword(String password, String hash) {
    return aside(() -> BcryptUtil.matches(password, hash == null ? NOBODY : hash) && hash != null);
  }

  @Override
  public OptionalLong step(byte[] secret, String code, Instant at) {
    if (!CODE.matcher(code).matches()) {
      return OptionalLong.empty();
    }
    long length = generator.getTimeStep().toSeconds();
    long now = Math.floorDiv(at.getEpochSecond(), length);
    OptionalLong found = OptionalLong.empty();
    for (long step = now - 1; step <= now + 1; step++) {
      if (code.equals(code(secret, Instant.ofEpochSecond(step * length)))) {
        found = OptionalLong.of(step);
      }
    }
    return found;
  }

  String code(byte[] secret, Instant at) {
    try {
      return String.format(
          Locale.ROOT,
          "%06d",
          generator.generateOneTimePassword(new SecretKeySpec(secret, ALGORITHM), at));
    } catch (InvalidKeyException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Off the event loop, and back on it. */
  private <T> Uni<T> aside(Callable<T> work) {
    return Uni.createFrom()
        .completionStage(() -> vertx.executeBlocking(work, false).toCompletionStage());
  }
}
