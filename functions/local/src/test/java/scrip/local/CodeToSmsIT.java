package scrip.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Twenty people a second: nobody who redeems waits long for the message. */
class CodeToSmsIT {

  private static final int A_SECOND = Integer.getInteger("scrip.sms.a-second", 20);
  private static final int SECONDS = Integer.getInteger("scrip.sms.seconds", 5);
  private static final long P95_MILLIS_AT_MOST = 2_000;

  @Test
  void the_provider_has_the_message_within_two_seconds_of_the_code() {
    try (CodeToSms program = new CodeToSms()) {
      List<Long> millis = program.run(A_SECOND, SECONDS);
      assertEquals(A_SECOND * SECONDS, millis.size());
      long p95 = millis.get(millis.size() * 95 / 100);
      System.out.printf(
          "code to SMS accepted, %d a second for %d s, milliseconds: p50 %d, p95 %d, longest %d%n",
          A_SECOND, SECONDS, millis.get(millis.size() / 2), p95, millis.get(millis.size() - 1));

      assertTrue(p95 <= P95_MILLIS_AT_MOST, "p95 " + p95 + " ms of " + millis);
    }
  }
}
