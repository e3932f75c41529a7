package scrip.secrets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import org.junit.jupiter.api.Test;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

class SealingTest {

  private static final byte[] POOL = "pool".getBytes(UTF_8);
  private static final byte[] LABEL = "label".getBytes(UTF_8);
  private static final byte[] PLAIN = "GC12345678901234".getBytes(UTF_8);

  private final Sealing sealing = new Sealing(Secrets.keys());
  private final Sealing.DataKey key = stored(1, sealing.newDataKey(POOL));

  @Test
  void what_is_sealed_opens_here_and_in_every_other_instance() {
    byte[] sealed = sealing.seal(key, POOL, PLAIN, LABEL);

    assertArrayEquals(PLAIN, sealing.open(key, POOL, sealed, LABEL));
    assertArrayEquals(PLAIN, coldInstance().open(key, POOL, sealed, LABEL));
    assertArrayEquals(
        new byte[0], sealing.open(key, POOL, sealing.seal(key, POOL, new byte[0], LABEL), LABEL));
  }

  @Test
  void sealing_the_same_twice_gives_other_bytes_and_never_the_plain_ones() {
    byte[] once = sealing.seal(key, POOL, PLAIN, LABEL);
    byte[] twice = sealing.seal(key, POOL, PLAIN, LABEL);

    assertFalse(java.util.Arrays.equals(once, twice));
    assertFalse(new String(once, java.nio.charset.StandardCharsets.ISO_8859_1).contains("GC1234"));
    assertEquals(12 + PLAIN.length + 16, once.length);
  }

  @Test
  void with_any_bit_flipped_nothing_opens() {
    byte[] sealed = sealing.seal(key, POOL, PLAIN, LABEL);

    for (int bit = 0; bit < sealed.length * 8; bit++) {
      byte[] flipped = flip(sealed, bit);
      assertThrows(IllegalStateException.class, () -> sealing.open(key, POOL, flipped, LABEL));
    }
  }

  @Test
  void with_any_bit_of_the_wrapped_key_flipped_nothing_opens() {
    byte[] sealed = sealing.seal(key, POOL, PLAIN, LABEL);

    for (int bit = 0; bit < key.wrapped().length * 8; bit++) {
      Sealing.DataKey flipped =
          new Sealing.DataKey(1, key.keyEncryptionKey(), flip(key.wrapped(), bit));
      Sealing cold = coldInstance();
      assertThrows(IllegalStateException.class, () -> cold.open(flipped, POOL, sealed, LABEL));
    }
  }

  @Test
  void with_another_label_nothing_opens() {
    byte[] sealed = sealing.seal(key, POOL, PLAIN, LABEL);

    assertThrows(
        IllegalStateException.class,
        () -> sealing.open(key, POOL, sealed, "other".getBytes(UTF_8)));
    assertThrows(IllegalStateException.class, () -> sealing.open(key, POOL, sealed, new byte[0]));
  }

  @Test
  void a_data_key_opens_for_its_owner_only() {
    byte[] sealed = sealing.seal(key, POOL, PLAIN, LABEL);
    Sealing cold = coldInstance();

    assertThrows(
        IllegalStateException.class,
        () -> cold.open(key, "other pool".getBytes(UTF_8), sealed, LABEL));
  }

  @Test
  void one_data_key_does_not_open_what_another_sealed() {
    Sealing.DataKey another = stored(2, sealing.newDataKey(POOL));
    byte[] sealed = sealing.seal(key, POOL, PLAIN, LABEL);

    assertThrows(IllegalStateException.class, () -> sealing.open(another, POOL, sealed, LABEL));
  }

  @Test
  void data_keys_of_a_former_key_encryption_key_open_after_it_was_changed() {
    byte[] sealed = sealing.seal(key, POOL, PLAIN, LABEL);
    Map<String, String> rotated = Secrets.complete();
    rotated.put("kek", "b");
    Sealing after = new Sealing(Secrets.keys(rotated));

    assertArrayEquals(PLAIN, after.open(key, POOL, sealed, LABEL));
    assertEquals("b", after.newDataKey(POOL).keyEncryptionKey());
  }

  @Test
  void without_its_key_encryption_key_nothing_opens_and_it_is_called_not_configured() {
    byte[] sealed = sealing.seal(key, POOL, PLAIN, LABEL);
    Map<String, String> lost = Secrets.complete();
    lost.remove("kek.a");
    Sealing after = new Sealing(Secrets.keys(lost));

    Refused refused = assertThrows(Refused.class, () -> after.open(key, POOL, sealed, LABEL));

    assertEquals(RequestRefusal.NOT_CONFIGURED, refused.refusal());
  }

  private static Sealing coldInstance() {
    return new Sealing(Secrets.keys());
  }

  private static Sealing.DataKey stored(long id, Sealing.DataKey key) {
    return new Sealing.DataKey(id, key.keyEncryptionKey(), key.wrapped());
  }

  private static byte[] flip(byte[] bytes, int bit) {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    return flipped;
  }

  @Test
  void what_is_sealed_alone_opens_with_its_label_and_key_only() {
    Sealing sealing = new Sealing(Secrets.keys());
    byte[] plain = {1, 2, 3};
    byte[] label = {9};
    byte[] sealed = sealing.sealAlone(plain, label);
    assertArrayEquals(plain, sealing.openAlone(sealed, label));
    assertThrows(IllegalStateException.class, () -> sealing.openAlone(sealed, new byte[] {8}));
    assertThrows(IllegalStateException.class, () -> sealing.openAlone(new byte[0], label));
    byte[] changed = sealed.clone();
    changed[sealed.length - 1] ^= 1;
    assertThrows(IllegalStateException.class, () -> sealing.openAlone(changed, label));
  }
}
