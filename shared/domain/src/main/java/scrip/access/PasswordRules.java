package scrip.access;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Which passwords are taken: long ones, whatever they are made of, but not those that are tried
 * first.
 */
final class PasswordRules {

  private static final int AT_LEAST = 12;

  // bcrypt reads no further.
  private static final int BYTES_AT_MOST = 72;
  private static final int DIFFERENT_AT_LEAST = 5;

  // Of the lists of leaked passwords, those that are long enough to be typed here.
  private static final Set<String> COMMON =
      Set.of(
          "123456789012",
          "1234567890123",
          "12345678901234",
          "123456789abc",
          "1234567890ab",
          "0123456789ab",
          "0123456789abc",
          "abcdefghijkl",
          "abcdef123456",
          "abc123456789",
          "password1234",
          "password12345",
          "password123456",
          "password123!",
          "passwordpassword",
          "passw0rd1234",
          "p@ssw0rd1234",
          "p@ssword1234",
          "mypassword123",
          "newpassword1",
          "qwertyuiop12",
          "qwertyuiop123",
          "qwertyuiop[]",
          "qwerty123456",
          "qwertyqwerty",
          "qwerty12345678",
          "qwertyuiopasdfghjkl",
          "1q2w3e4r5t6y",
          "1qaz2wsx3edc",
          "q1w2e3r4t5y6",
          "1qazxsw23edc",
          "zaq12wsxcde3",
          "asdfghjkl123",
          "asdfghjkl;'",
          "zxcvbnm12345",
          "administrator",
          "administrator1",
          "admin1234567",
          "adminadmin123",
          "changeme1234",
          "changemeplease",
          "welcome12345",
          "welcome123456",
          "letmein12345",
          "letmeinplease",
          "iloveyou1234",
          "iloveyouforever",
          "trustno1trustno1",
          "correcthorsebatterystaple",
          "football1234",
          "monkey123456",
          "dragon123456",
          "sunshine1234",
          "princess1234",
          "giftcard1234",
          "giftcards123",
          "scripscrip12");

  private PasswordRules() {}

  /** What is wrong with a password of somebody of that name; empty when nothing is. */
  static Optional<String> fault(String name, String password) {
    String low = password.toLowerCase(Locale.ROOT);
    if (password.codePointCount(0, password.length()) < AT_LEAST) {
      return Optional.of("must be at least " + AT_LEAST + " characters");
    }
    if (password.getBytes(StandardCharsets.UTF_8).length > BYTES_AT_MOST) {
      return Optional.of("must be at most " + BYTES_AT_MOST + " bytes in UTF-8");
    }
    if (low.contains(name) || name.contains(low)) {
      return Optional.of("must not contain the name");
    }
    if (COMMON.contains(low) || low.chars().distinct().count() < DIFFERENT_AT_LEAST) {
      return Optional.of("is among the passwords that are tried first");
    }
    return Optional.empty();
  }
}
