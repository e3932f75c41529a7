package scrip.delivery;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import scrip.delivery.Deliveries.Turn;
import scrip.delivery.Report.Failure;
import scrip.delivery.Report.Source;
import scrip.delivery.Report.State;
import scrip.secrets.Keys;
import scrip.testing.Given;
import scrip.testing.HistoryChecker;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.Wired;

/** Deliveries in any state, and what is reported of them, over real connections. */
final class Reporting implements AutoCloseable {

  static final String PHONE = "+15005550006";

  final TestDatabase database = TestDatabase.fresh();
  final KeyFile keys = KeyFile.throwAway();
  final Given given = new Given(database, keys, 7);
  final AtomicInteger nudges = new AtomicInteger();
  final Wired wired;
  final TakeReport take;
  private final UUID pool = given.poolOf("reports", 200);
  private final UUID campaign = given.campaign(pool, "reports");

  Reporting() {
    Nudge nudge =
        () -> {
          nudges.incrementAndGet();
          return Uni.createFrom().voidItem();
        };
    wired = new Wired(database, keys, 12, Clock.systemUTC(), nudge);
    take =
        new TakeReport(
            wired.pool, new ReportedDeliveries(), new Fallback(new Fallbacks(), wired.ids), nudge);
  }

  /** A delivery that waits for its first call. */
  UUID waiting() {
    given.waitingDeliveries(campaign, pool, PHONE, 1);
    return UUID.fromString(
        database.one(
            "SELECT id FROM gift_card_deliveries WHERE kind = 'first' AND provider_calls = 0"
                + " AND sms_status = 'pending' ORDER BY created_at DESC LIMIT 1"));
  }

  /** Begins its next call. */
  UUID begun(UUID delivery) {
    UUID attempt = wired.ids.next();
    Deliveries deliveries = new Deliveries(wired.pool);
    database.update(
        "UPDATE gift_card_deliveries SET not_before = now(), lease_token = NULL, lease_until = NULL WHERE id = ?",
        delivery);
    WaitingDelivery leased =
        List.of(Turn.values()).stream()
            .flatMap(
                turn ->
                    deliveries
                        .lease(turn, new String[] {"sms"}, 100, Duration.ofMinutes(1), wiredNow())
                        .await()
                        .indefinitely()
                        .stream())
            .filter(one -> one.id().equals(delivery))
            .findFirst()
            .orElseThrow();
    leases.put(attempt, leased);
    WaitingDelivery.Composed composed =
        new WaitingDelivery.Composed(
            leased,
            new Message(attempt, leased.address(), new Message.Content.Text("text")),
            wired.keys.hash(Keys.Purpose.MESSAGE, "text"));
    if (new DeliveryAttempts(wired.pool)
        .begin(List.of(composed), Duration.ofMinutes(1))
        .await()
        .indefinitely()
        .isEmpty()) {
      throw new IllegalStateException("not begun");
    }
    return attempt;
  }

  private final Map<UUID, WaitingDelivery> leases = new java.util.concurrent.ConcurrentHashMap<>();

  private static java.time.OffsetDateTime wiredNow() {
    return java.time.OffsetDateTime.now(Clock.systemUTC()).plusMinutes(1);
  }

  /** Writes down what its call came to, as the sender does. */
  CompletableFuture<Void> answered(UUID attempt, DeliveryOutcome outcome) {
    return new AttemptOutcomes(wired.pool, new Fallback(new Fallbacks(), wired.ids))
        .write(List.of(new WaitingDelivery.Called(leases.get(attempt), attempt, outcome, 5)))
        .subscribeAsCompletionStage();
  }

  /** A delivery whose only call was begun and came to that. */
  UUID attempted(DeliveryOutcome outcome) {
    UUID attempt = begun(waiting());
    answered(attempt, outcome).join();
    return attempt;
  }

  UUID deliveryOf(UUID attempt) {
    return UUID.fromString(
        database.one("SELECT delivery_id FROM delivery_attempts WHERE id = ?", attempt));
  }

  /** Puts it into a state by force, to see what a report makes of it. */
  void force(UUID delivery, String status) {
    database.update(
        "SET session_replication_role = replica; UPDATE gift_card_deliveries SET sms_status = '"
            + status
            + "', lease_token = CASE WHEN '"
            + status
            + "' = 'sending' THEN gen_random_uuid() END, lease_until = CASE WHEN '"
            + status
            + "' = 'sending' THEN now() + INTERVAL '1 minute' END, sms_sent_at = CASE WHEN '"
            + status
            + "' IN ('sent', 'delivered', 'manually_delivered') THEN now() END WHERE id = '"
            + delivery
            + "'");
  }

  /** Changes rows that are written once, as the owner of everything could. */
  void history(String sql) {
    database.update("SET session_replication_role = replica; " + sql);
  }

  void emailAllowed(String email) {
    database.update("UPDATE campaigns SET channels = '{sms,email}' WHERE id = ?", campaign);
    database.update(
        "UPDATE recipients SET email = ?, email_hash = ? WHERE email IS NULL",
        email,
        wired.keys.hash(scrip.secrets.Keys.Purpose.ADDRESS, email));
  }

  TakeReport.Taken take(Report report) {
    return start(report).join();
  }

  CompletableFuture<TakeReport.Taken> start(Report report) {
    return take.take(report).subscribeAsCompletionStage();
  }

  String status(UUID delivery) {
    return database.one("SELECT sms_status FROM gift_card_deliveries WHERE id = ?", delivery);
  }

  String card(UUID delivery) {
    return database.one(
        "SELECT g.status FROM gift_cards g JOIN gift_card_deliveries d ON d.gift_card_id = g.id WHERE d.id = ?",
        delivery);
  }

  List<String> violations() {
    return new HistoryChecker(database).violations();
  }

  static Report report(UUID attempt, String message, State state) {
    return new Report(
        Source.CALLBACK,
        Channel.SMS,
        attempt,
        message,
        state,
        state.name().toLowerCase(java.util.Locale.ROOT),
        null);
  }

  static Report failed(UUID attempt, String message, FailureClass kind, int code) {
    DeliveryAlert alert =
        switch (kind) {
          case PERMANENT_ALERT -> DeliveryAlert.SMS_FILTERED;
          case TRANSIENT_ONCE -> DeliveryAlert.UNLISTED_CODE;
          default -> null;
        };
    return new Report(
        Source.CALLBACK,
        Channel.SMS,
        attempt,
        message,
        State.UNDELIVERED,
        "undelivered",
        new Failure(kind, code, "why " + code, kind.usualHold(), alert));
  }

  @Override
  public void close() {
    wired.close();
  }
}
