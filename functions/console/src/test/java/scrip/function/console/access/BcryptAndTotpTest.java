package scrip.function.console.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalLong;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class BcryptAndTotpTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final BcryptAndTotp CREDENTIALS = new BcryptAndTotp(VERTX);
  // The secret and the codes of RFC 6238, appendix B, cut to six digits.
  private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

  @AfterAll
  static void close() {
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void the_codes_are_those_of_the_standard() {
    assertEquals("287082", CREDENTIALS.code(SECRET, Instant.ofEpochSecond(59)));
    assertEquals("081804", CREDENTIALS.code(SECRET, Instant.ofEpochSecond(1111111109)));
    assertEquals("005924", CREDENTIALS.code(SECRET, Instant.ofEpochSecond(1234567890)));
  }

  @Test
  void a_code_is_taken_one_step_early_and_one_step_late() {
    Instant now = Instant.ofEpochSecond(1_800_000_000L);
    long step = 1_800_000_000L / 30;
    for (int away = -3; away <= 3; away++) {
      String code = CREDENTIALS.code(SECRET, now.plusSeconds(30L * away));
      assertEquals(
          Math.abs(away) <= 1 ? OptionalLong.of(step + away) : OptionalLong.empty(),
          CREDENTIALS.step(SECRET, code, now),
          away + " steps away");
    }
    for (String odd : new String[] {"", "12345", "1234567", "abcdef", "१२३४५६", "+12345"}) {
      assertEquals(OptionalLong.empty(), CREDENTIALS.step(SECRET, odd, now));
    }
  }

  @Test
  void a_name_that_nobody_has_costs_as_much_as_a_wrong_password() {
    String hash = CREDENTIALS.hash("thirteen red kites").await().indefinitely();
    assertTrue(CREDENTIALS.isPassword("thirteen red kites", hash).await().indefinitely());
    assertFalse(CREDENTIALS.isPassword("thirteen red kite", hash).await().indefinitely());
    assertFalse(CREDENTIALS.isPassword("password", null).await().indefinitely());
    assertEquals(hash.substring(0, 7), BcryptAndTotp.NOBODY.substring(0, 7), "the same cost");
    long known = fastest(hash);
    long unknown = fastest(null);
    assertTrue(unknown * 2 > known && known * 2 > unknown, unknown + " and " + known + " ns");
  }

  /** Others use the processor too; the fastest of some is the work itself. */
  private static long fastest(String hash) {
    return LongStream.range(0, 7)
        .map(
            i -> {
              long begun = System.nanoTime();
              CREDENTIALS.isPassword("another one", hash).await().indefinitely();
              return System.nanoTime() - begun;
            })
        .min()
        .orElseThrow();
  }
}
