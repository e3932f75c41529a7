package scrip.access;

import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Base64;

/** Makes what is shown once and stored as a hash: 256 random bits in 43 characters. */
@ApplicationScoped
public class Tokens {

  private final SecureRandom random = new SecureRandom();

  /** A new one. */
  public String next() {
    return text(bytes(32));
  }

  byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  static String text(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
