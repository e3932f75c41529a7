package scrip.function.twiliocallback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import scrip.testing.CloudSettings;
import scrip.testing.Given;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Await;
import scrip.testing.function.Cloud;

/** A STOP at the moment of sending: either it was sent before, or it is not sent. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = @ResourceArg(name = "scrip.public-url", value = Twilio.PUBLIC_URL))
class StopRaceTest {

  /** The heart of the sender's beginning of a call. */
  private static final String BEGIN =
      """
      UPDATE gift_card_deliveries d SET sms_status = 'sending', lease_token = gen_random_uuid(),
             lease_until = now() + INTERVAL '1 minute'
      WHERE address = ? AND sms_status IN ('pending', 'held')
        AND NOT EXISTS (SELECT FROM opt_outs o WHERE o.address_hash = d.address_hash)
      """;

  private static final String WAITING =
      "SELECT count(*) FROM pg_stat_activity WHERE datname = ? AND wait_event_type = 'Lock'";

  private final CloudSettings cloud = Cloud.settings();
  private final TestDatabase database = cloud.database();
  private final String number = Twilio.number();

  @Test
  void what_was_begun_before_goes_on() throws SQLException {
    waiting(number, 1);
    try (Connection sender = database.connect()) {
      assertEquals(1, begins(sender));
      var stopped = CompletableFuture.runAsync(() -> Twilio.writes(number, "STOP").statusCode(200));
      Await.until(
          "the STOP waits for the sender", () -> database.count(WAITING, database.name()) > 0);
      sender.commit();
      stopped.join();
    }

    assertEquals(List.of(List.of("sending", "1")), states());
  }

  @Test
  void what_begins_while_a_stop_is_taken_in_is_not_sent() throws SQLException {
    waiting(number, 2);
    try (Connection other = database.connect();
        Connection sender = database.connect()) {
      // Holds the STOP in the middle: one of the two deliveries is in other hands.
      other.setAutoCommit(false);
      try (var lock =
          other.prepareStatement(
              "SELECT FROM gift_card_deliveries WHERE address = ? ORDER BY id DESC LIMIT 1 FOR UPDATE")) {
        lock.setString(1, number);
        lock.executeQuery();
      }
      var stopped = CompletableFuture.runAsync(() -> Twilio.writes(number, "STOP").statusCode(200));
      Await.until("the STOP waits", () -> database.count(WAITING, database.name()) > 0);
      var begun = CompletableFuture.supplyAsync(() -> beginsUnchecked(sender));
      Await.until("the sender waits too", () -> database.count(WAITING, database.name()) > 1);
      other.rollback();
      stopped.join();
      assertEquals(0, begun.join());
      sender.commit();
    }

    assertEquals(List.of(List.of("suppressed", "2")), states());
  }

  @Test
  void one_message_that_comes_many_times_at_once_counts_once() {
    waiting(number, 1);
    String sid = Twilio.sid();
    List<CompletableFuture<String>> answers = new ArrayList<>();
    IntStream.range(0, 8)
        .forEach(
            i ->
                answers.add(
                    CompletableFuture.supplyAsync(
                        () ->
                            Twilio.writes(sid, "whatsapp:" + number, "STOP", Map.of())
                                .statusCode(200)
                                .extract()
                                .body()
                                .asString())));

    assertEquals(1, answers.stream().map(CompletableFuture::join).distinct().count());
    assertEquals(1, database.count("SELECT count(*) FROM audit_log WHERE subject_id = ?", sid));
    assertEquals(List.of(List.of("suppressed", "1")), states());
  }

  private void waiting(String phone, int count) {
    Given given = new Given(database, cloud.secrets(), System.nanoTime());
    String name = UUID.randomUUID().toString();
    UUID pool = given.poolOf(name, count);
    given.waitingDeliveries(given.campaign(pool, name), pool, phone, count);
  }

  private int begins(Connection sender) throws SQLException {
    sender.setAutoCommit(false);
    try (var begin = sender.prepareStatement(BEGIN)) {
      begin.setString(1, number);
      return begin.executeUpdate();
    }
  }

  private int beginsUnchecked(Connection sender) {
    try {
      return begins(sender);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<List<String>> states() {
    return database.all(
        "SELECT sms_status, count(*) FROM gift_card_deliveries WHERE address = ? GROUP BY 1",
        number);
  }
}
