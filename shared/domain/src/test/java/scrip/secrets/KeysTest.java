package scrip.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

class KeysTest {

  @Test
  void a_hash_is_hmac_sha_256_of_the_text_in_utf_8() {
    Map<String, String> members = Secrets.complete();
    members.put(Keys.Purpose.ADDRESS.member(), Secrets.key(0));

    byte[] hash = Secrets.keys(members).hash(Keys.Purpose.ADDRESS, "ä");

    // printf ä | openssl dgst -sha256 -mac HMAC -macopt hexkey:00…00
    assertEquals(
        "f71d131eeb4764d701db1e2e68024b75b22e39083d6c86c73c82a3abf34d8098",
        HexFormat.of().formatHex(hash));
  }

  @Test
  void the_same_text_has_the_same_hash_in_every_instance_and_another_for_every_purpose() {
    Keys keys = Secrets.keys();
    Keys another = Secrets.keys();

    Set<String> hashes =
        Arrays.stream(Keys.Purpose.values())
            .map(purpose -> HexFormat.of().formatHex(keys.hash(purpose, "ABCD")))
            .collect(Collectors.toSet());

    assertEquals(Keys.Purpose.values().length, hashes.size());
    for (Keys.Purpose purpose : Keys.Purpose.values()) {
      assertArrayEquals(keys.hash(purpose, "ABCD"), another.hash(purpose, "ABCD"));
    }
  }

  @Test
  void hashing_by_many_threads_at_once_gives_everyone_their_own_hash() {
    Keys keys = Secrets.keys();
    Keys alone = Secrets.keys();

    boolean allRight =
        IntStream.range(0, 20_000)
            .parallel()
            .mapToObj(Integer::toString)
            .allMatch(
                text ->
                    Arrays.equals(
                        keys.hash(Keys.Purpose.CARD_CODE, text),
                        alone.hash(Keys.Purpose.CARD_CODE, text)));

    assertTrue(allRight);
  }

  @ParameterizedTest
  @EnumSource(Keys.Purpose.class)
  void without_its_key_a_purpose_is_not_configured(Keys.Purpose purpose) {
    for (String broken : new String[] {null, "", "  ", "c2hvcnQ="}) {
      Map<String, String> members = Secrets.complete();
      members.put(purpose.member(), broken);
      Keys keys = Secrets.keys(members);

      Refused refused = assertThrows(Refused.class, () -> keys.hash(purpose, "ABCD"));

      assertEquals(RequestRefusal.NOT_CONFIGURED, refused.refusal());
      assertTrue(refused.getMessage().contains(purpose.member()));
    }
  }

  @Test
  void an_instance_without_a_current_key_encryption_key_does_not_start() {
    Map<String, String> members = Secrets.complete();
    members.remove("kek");
    Keys keys = Secrets.keys(members);

    Refused refused = assertThrows(Refused.class, keys::load);

    assertEquals(RequestRefusal.NOT_CONFIGURED, refused.refusal());
  }

  @Test
  void a_key_encryption_key_that_is_gone_is_not_configured() {
    Keys keys = Secrets.keys();

    Refused refused = assertThrows(Refused.class, () -> keys.keyEncryptionKey("retired"));

    assertEquals(RequestRefusal.NOT_CONFIGURED, refused.refusal());
  }

  @Test
  void what_is_said_about_a_broken_key_does_not_show_it() {
    Map<String, String> members = Secrets.complete();
    members.put("hash.address", "c2hvcnQ=");
    Keys keys = Secrets.keys(members);

    Refused refused =
        assertThrows(Refused.class, () -> keys.hash(Keys.Purpose.ADDRESS, "+15005550006"));

    assertFalse(refused.getMessage().contains("c2hvcnQ"));
    assertFalse(refused.getMessage().contains("+15005550006"));
  }

  @Test
  void a_store_that_cannot_be_read_is_asked_again_by_the_next_request() {
    int[] asked = {0};
    Keys keys =
        new Keys(
            name -> {
              if (asked[0]++ == 0) {
                throw new Refused(RequestRefusal.NOT_CONFIGURED);
              }
              return Secrets.complete();
            });
    assertThrows(Refused.class, () -> keys.hash(Keys.Purpose.ADDRESS, "a"));

    assertEquals(32, keys.hash(Keys.Purpose.ADDRESS, "a").length);
    assertEquals(32, keys.hash(Keys.Purpose.CARD_CODE, "a").length);

    assertEquals(2, asked[0]);
  }
}
