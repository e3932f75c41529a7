package scrip.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

class BrokenKeyTest {

  private static final byte[] POOL = "pool".getBytes(UTF_8);
  private static final byte[] LABEL = "label".getBytes(UTF_8);

  private final Sealing sealing = new Sealing(Secrets.keys());
  private final Sealing.DataKey key = stored(sealing.newDataKey(POOL));

  @Test
  void a_data_key_opens_for_its_owner_only_in_an_instance_that_used_it_before_too() {
    byte[] sealed = sealing.seal(key, POOL, new byte[] {1}, LABEL);

    assertThrows(
        IllegalStateException.class,
        () -> sealing.open(key, "other pool".getBytes(UTF_8), sealed, LABEL));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 12, 27})
  void what_was_cut_short_does_not_open(int length) {
    byte[] sealed = Arrays.copyOf(sealing.seal(key, POOL, new byte[] {1}, LABEL), length);

    assertThrows(IllegalStateException.class, () -> sealing.open(key, POOL, sealed, LABEL));
  }

  @Test
  void a_key_that_is_no_base64_is_not_configured() {
    Map<String, String> members = Secrets.complete();
    members.put("hash.address", "not base64!");
    Keys keys = Secrets.keys(members);

    Refused refused = assertThrows(Refused.class, () -> keys.hash(Keys.Purpose.ADDRESS, "x"));

    assertEquals(RequestRefusal.NOT_CONFIGURED, refused.refusal());
  }

  @Test
  void a_code_with_a_line_break_opens_to_the_same_code() {
    Keys keys = Secrets.keys();
    CardSecrets secrets = new CardSecrets(keys, new Sealing(keys));
    UUID pool = new UUID(1, 2);
    Sealing.DataKey poolKey = stored(secrets.newDataKey(pool));
    CardSecret card = new CardSecret("GC1\r\nX", null);

    CardSecrets.Sealed sealed = secrets.seal(poolKey, pool, card);

    assertEquals(card, secrets.open(CardRow.of(pool, sealed.codeHash(), sealed.sealed(), poolKey)));
  }

  private static Sealing.DataKey stored(Sealing.DataKey key) {
    return new Sealing.DataKey(1, key.keyEncryptionKey(), key.wrapped());
  }
}
