package scrip.secrets;

import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/** Keys for tests, each of 32 equal bytes. */
final class Secrets {

  private Secrets() {}

  /** Every key there is, each another one. */
  static Map<String, String> complete() {
    Map<String, String> members = new HashMap<>();
    int next = 1;
    for (Keys.Purpose purpose : Keys.Purpose.values()) {
      members.put(purpose.member(), key(next++));
    }
    members.put("kek", "a");
    members.put("kek.a", key(next++));
    members.put("kek.b", key(next));
    return members;
  }

  static Keys keys() {
    return keys(complete());
  }

  static Keys keys(Map<String, String> members) {
    return new Keys(name -> members);
  }

  static String key(int filledWith) {
    byte[] key = new byte[32];
    Arrays.fill(key, (byte) filledWith);
    return Base64.getEncoder().encodeToString(key);
  }
}
