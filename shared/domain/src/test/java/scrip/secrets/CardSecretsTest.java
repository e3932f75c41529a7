package scrip.secrets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scrip.secrets.CardSecrets.Sealed;

class CardSecretsTest {

  private static final UUID POOL = new UUID(1, 2);
  private static final CardSecret CARD = new CardSecret("GC12345678901234", "6006491234567890");

  private final CardSecrets secrets = coldInstance();
  private final Sealing.DataKey key = stored(7, secrets.newDataKey(POOL));

  @Test
  void a_sealed_card_opens_to_the_same_code_and_number() {
    Sealed sealed = secrets.seal(key, POOL, CARD);

    assertEquals(CARD, secrets.open(row(POOL, sealed)));
    assertEquals(CARD, coldInstance().open(row(POOL, sealed)));
  }

  @Test
  void a_card_without_a_number_opens_without_one() {
    CardSecret card = new CardSecret("GÜLTIG-😀-1", null);
    Sealed sealed = secrets.seal(key, POOL, card);

    assertNull(sealed.numberToken());
    assertEquals(card, secrets.open(row(POOL, sealed)));
  }

  @Test
  void moved_to_another_pool_a_card_does_not_open() {
    Sealed sealed = secrets.seal(key, POOL, CARD);
    CardSecrets cold = coldInstance();

    assertThrows(IllegalStateException.class, () -> cold.open(row(new UUID(1, 3), sealed)));
  }

  @Test
  void under_the_hash_of_another_card_a_card_does_not_open() {
    Sealed sealed = secrets.seal(key, POOL, CARD);
    Sealed other = secrets.seal(key, POOL, new CardSecret("GC2", null));

    assertThrows(
        IllegalStateException.class,
        () -> secrets.open(CardRow.of(POOL, other.codeHash(), sealed.sealed(), key)));
    assertThrows(
        IllegalStateException.class,
        () -> secrets.open(CardRow.of(POOL, sealed.codeHash(), other.sealed(), key)));
  }

  @Test
  void with_any_byte_changed_a_card_does_not_open() {
    Sealed sealed = secrets.seal(key, POOL, CARD);

    for (int at = 0; at < sealed.sealed().length; at++) {
      byte[] changed = sealed.sealed().clone();
      changed[at]++;
      assertThrows(
          IllegalStateException.class,
          () -> secrets.open(CardRow.of(POOL, sealed.codeHash(), changed, key)));
    }
  }

  @Test
  void equal_codes_have_equal_hashes_and_tokens_and_other_sealed_bytes() {
    Sealed one = secrets.seal(key, POOL, CARD);
    Sealed same = coldInstance().seal(key, POOL, CARD);
    Sealed other = secrets.seal(key, POOL, new CardSecret("GC99345678901234", CARD.number()));

    assertArrayEquals(one.codeHash(), same.codeHash());
    assertEquals(one.codeToken(), same.codeToken());
    assertEquals(one.numberToken(), same.numberToken());
    assertFalse(Arrays.equals(one.sealed(), same.sealed()));
    assertFalse(Arrays.equals(one.codeHash(), other.codeHash()));
    assertNotEquals(one.codeToken(), other.codeToken());
    assertEquals(one.numberToken(), other.numberToken());
  }

  @Test
  void a_token_shows_the_last_four_characters_of_its_secret_and_no_more() {
    Sealed sealed = secrets.seal(key, POOL, CARD);

    assertEquals("1234", sealed.lastFour());
    assertTrue(sealed.codeToken().matches("•1234·[0-9a-f]{12}"), sealed.codeToken());
    assertTrue(sealed.numberToken().matches("•7890·[0-9a-f]{12}"), sealed.numberToken());
  }

  @ParameterizedTest
  @CsvSource({"'',''", "A,''", "AB,B", "ABC,C", "ABCDE,DE", "ABCDEFG,EFG", "ABCDEFGHI,FGHI"})
  void of_a_short_secret_at_most_half_shows(String code, String shown) {
    Sealed sealed = secrets.seal(key, POOL, new CardSecret(code, code));

    assertEquals(shown, sealed.lastFour());
    assertTrue(sealed.codeToken().startsWith("•" + shown + "·"), sealed.codeToken());
    assertTrue(sealed.numberToken().startsWith("•" + shown + "·"), sealed.numberToken());
  }

  @Test
  void a_card_does_not_print_itself() {
    String text = "opened " + CARD;

    assertFalse(text.contains("1234") || text.contains("7890"));
  }

  private io.vertx.mutiny.sqlclient.Row row(UUID poolId, Sealed sealed) {
    return CardRow.of(poolId, sealed.codeHash(), sealed.sealed(), key);
  }

  private static CardSecrets coldInstance() {
    Keys keys = Secrets.keys();
    return new CardSecrets(keys, new Sealing(keys));
  }

  private static Sealing.DataKey stored(long id, Sealing.DataKey key) {
    return new Sealing.DataKey(id, key.keyEncryptionKey(), key.wrapped());
  }
}
