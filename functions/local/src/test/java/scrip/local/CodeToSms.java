package scrip.local;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Victim;
import scrip.testing.twilio.TwilioLedger.Message;
import scrip.testing.twilio.TwilioStandIn;

/**
 * From the code that somebody enters to the message that the provider accepted: people redeem at a
 * steady pace, whether earlier ones have been answered or not.
 */
final class CodeToSms implements AutoCloseable {

  private static final Duration LAST_MESSAGE_WITHIN = Duration.ofSeconds(30);

  private final TwilioStandIn twilio =
      TwilioStandIn.start(
          TwilioStandIn.Config.defaults()
              .withAccount(LocalProcess.TWILIO.get("account"), LocalProcess.TWILIO.get("token")));
  private final Path home =
      Path.of("target", "code-to-sms", UUID.randomUUID().toString()).toAbsolutePath();
  private final Victim process =
      new Victim(
          Path.of("target", "quarkus-app", "quarkus-run.jar"),
          home,
          Map.of("SCRIP_TWILIO_BASE_URL", twilio.baseUrl()));
  private final Map<String, Instant> began = new HashMap<>();

  /**
   * Runs to its end.
   *
   * @return how long each took, in milliseconds, the longest last; those that were not accepted are
   *     missing
   */
  List<Long> run(int aSecond, int seconds) {
    process.start();
    TestDatabase database = new TestDatabase(process.database(), LocalProcess.DATABASE);
    database.update(
        "INSERT INTO limit_allowances (network, reason, expires_at)"
            + " VALUES ('127.0.0.0/8', 'code to sms', now() + INTERVAL '1 day')");
    int warmUp = aSecond * 2;
    int people = aSecond * seconds + warmUp;
    StormPeople given = new StormPeople(database, KeyFile.in(home.resolve("keys.json")), 7, people);
    redeem(given.codes(warmUp), aSecond);
    twilio.accepted(warmUp).join();
    began.clear();
    redeem(given.codes(people - warmUp), aSecond);
    long deadline = System.nanoTime() + LAST_MESSAGE_WITHIN.toNanos();
    while (twilio.ledger().size() < people && System.nanoTime() < deadline) {
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
    return twilio.ledger().messages().stream()
        .filter(message -> began.containsKey(message.to()))
        .map(this::millis)
        .sorted()
        .toList();
  }

  private long millis(Message message) {
    return Duration.between(began.get(message.to()), message.acceptedAt()).toMillis();
  }

  private void redeem(Map<String, String> codeOfPhone, int aSecond) {
    long start = System.nanoTime();
    int count = 0;
    List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
    for (Map.Entry<String, String> person : codeOfPhone.entrySet()) {
      long at = start + Duration.ofSeconds(1).toNanos() / aSecond * count++;
      LockSupport.parkNanos(at - System.nanoTime());
      began.put(person.getKey(), Instant.now());
      answers.add(process.post("/api/redeem", "{\"code\":\"" + person.getValue() + "\"}"));
    }
    for (CompletableFuture<HttpResponse<String>> answer : answers) {
      if (answer.join().statusCode() != 200) {
        throw new AssertionError(answer.join().statusCode() + " " + answer.join().body());
      }
    }
  }

  @Override
  public void close() {
    process.close();
    twilio.close();
  }
}
