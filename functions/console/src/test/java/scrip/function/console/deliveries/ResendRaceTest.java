package scrip.function.console.deliveries;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scrip.access.Caller;
import scrip.access.Clients;
import scrip.giftcard.Contacts;
import scrip.giftcard.ManualAct;
import scrip.notification.CancelDelivery;
import scrip.notification.DeliveryStandings;
import scrip.notification.MarkDelivered;
import scrip.notification.ResendDelivery;
import scrip.problem.Refused;
import scrip.testing.Given;
import scrip.testing.HistoryChecker;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.Wired;

/** Several people at the same message at the same time, over as many connections. */
class ResendRaceTest {

  private final TestDatabase database = TestDatabase.fresh();
  private final KeyFile store = KeyFile.throwAway();
  private final AtomicInteger nudges = new AtomicInteger();
  private final Wired wired =
      new Wired(
          database,
          store,
          20,
          Clock.systemUTC(),
          () -> Uni.createFrom().item(nudges::incrementAndGet).replaceWithVoid());
  private final Mailroom mailroom = new Mailroom(database, new Given(database, store, 5), store);
  private final DeliveryStandings standings = new DeliveryStandings();
  private final ResendDelivery resendDelivery =
      new ResendDelivery(
          wired.pool,
          standings,
          wired.contacts,
          wired.limits,
          wired.audit,
          () -> Uni.createFrom().item(nudges::incrementAndGet).replaceWithVoid(),
          wired.ids);
  private final CancelDelivery cancelDelivery =
      new CancelDelivery(wired.pool, standings, wired.audit);
  private final MarkDelivered markDelivered = new MarkDelivered(wired.pool, standings, wired.audit);

  @AfterEach
  void the_history_is_right() {
    wired.close();
    assertEquals(List.of(), new HistoryChecker(database).violations());
  }

  @Test
  void of_three_who_resend_at_once_one_does_and_the_others_are_told() throws Exception {
    UUID id = mailroom.failed();
    List<CompletableFuture<String>> running = new ArrayList<>();
    try (var holding = database.connect();
        var statement = holding.createStatement()) {
      holding.setAutoCommit(false);
      statement.execute("SELECT FROM gift_card_deliveries FOR UPDATE");
      Collections.nCopies(3, resend(id)).forEach(each -> running.add(start(each)));
      // All three have looked and found it free before any of them may write.
      await(
          "SELECT count(*) = 3 FROM pg_stat_activity WHERE datname = current_database()"
              + " AND wait_event_type = 'Lock'");
      holding.commit();
    }

    List<String> outcomes = running.stream().map(CompletableFuture::join).sorted().toList();

    assertEquals(List.of("done", "still-in-flight", "still-in-flight"), outcomes);
    assertEquals(
        1, database.count("SELECT count(*) FROM gift_card_deliveries WHERE kind = 'resend'"));
    assertEquals(1, database.count("SELECT count(*) FROM audit_log WHERE action = 'resend'"));
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM rate_limit_tracking WHERE identifier LIKE 'redemption:%'"),
        "only what was done is charged");
    assertEquals(1, nudges.get());
  }

  @Test
  void a_cancel_and_a_mark_at_once_leave_one_truth() {
    for (int i = 0; i < 10; i++) {
      UUID id = mailroom.waiting();
      CompletableFuture<String> cancelled = start(() -> cancelDelivery.cancel(id, act()));
      CompletableFuture<String> marked = start(() -> markDelivered.mark(id, act()));

      assertEquals("done", marked.join());
      assertTrue(List.of("done", "not-waiting").contains(cancelled.join()));
      assertEquals("manually_delivered", mailroom.one("sms_status", id));
    }
  }

  @Test
  void a_message_that_is_begun_while_somebody_cancels_it_is_not_cancelled() throws Exception {
    UUID id = mailroom.waiting();
    CompletableFuture<String> cancelled;
    try (var holding = database.connect();
        var statement = holding.createStatement()) {
      holding.setAutoCommit(false);
      statement.execute(
          "UPDATE gift_card_deliveries SET lease_token = gen_random_uuid(),"
              + " lease_until = now() + INTERVAL '1 minute', sms_status = 'sending'");
      cancelled = start(() -> cancelDelivery.cancel(id, act()));
      await(
          "SELECT count(*) > 0 FROM pg_stat_activity WHERE datname = current_database()"
              + " AND wait_event_type = 'Lock'");
      holding.commit();
    }

    assertEquals("not-waiting", cancelled.join());
    assertEquals("sending", mailroom.one("sms_status", id));
  }

  private Supplier<Uni<?>> resend(UUID id) {
    return () ->
        resendDelivery.resend(
            new ResendDelivery.Request(id, new Contacts.Asked(null, null, null)), act());
  }

  private void await(String condition) throws InterruptedException {
    for (int i = 0; i < 500 && !"t".equals(database.one(condition)); i++) {
      Thread.sleep(20);
    }
    assertEquals("t", database.one(condition));
  }

  private static CompletableFuture<String> start(Supplier<Uni<?>> request) {
    return Uni.createFrom()
        .deferred(() -> request.get().onItem().castTo(Object.class))
        .map(done -> "done")
        .onFailure(Refused.class)
        .recoverWithItem(refused -> refused.refusal().slug())
        .subscribeAsCompletionStage();
  }

  private static ManualAct act() {
    return new ManualAct(
        new Caller(
            "203.0.113.7",
            new Caller.Agent(UUID.randomUUID(), UUID.randomUUID(), Clients.ALL, Set.of("ops")),
            null,
            "test"),
        "test");
  }
}
