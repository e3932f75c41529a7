package scrip.function.smsretry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scrip.delivery.Channel;
import scrip.delivery.Deliveries.Turn;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.FailureClass;
import scrip.delivery.Message;
import scrip.delivery.Message.Content;
import scrip.secrets.Keys;

/** What a run promises, over providers that answer as each test says, on one connection. */
@Timeout(120)
class SendWaitingTest {

  private static final String PHONE = "+15005550006";
  private static final String MAIL = "ann@example.com";

  private final Sending sending = new Sending(200, Map.of());

  @AfterEach
  void close() {
    sending.close();
  }

  @Test
  void each_channel_gets_what_it_can_carry() {
    sending.database.update(
        "UPDATE campaigns SET whatsapp_content_sid = 'HX0123456789abcdef0123456789abcdef', email_subject = 'For {first_name}',"
            + " whatsapp_variables = '{\"1\": \"{first_name}\", \"2\": \"{brand} {code}\"}'");
    sending.database.update(
        "UPDATE clients SET language = 'fr', mail_name = 'Acme Mail', mail_colour = '#00558c'");
    sending.waiting(Channel.EMAIL, MAIL, 1);
    sending.waiting(Channel.WHATSAPP, PHONE, 1);
    sending.waiting(Channel.SMS, PHONE, 1);

    assertEquals(3, sending.run(Turn.FIRST).sent());

    var text = assertInstanceOf(Content.Text.class, only(Channel.SMS).content());
    assertTrue(text.body().startsWith("Hi Ada, here is your "), text.body());
    var template = assertInstanceOf(Content.Approved.class, only(Channel.WHATSAPP).content());
    assertEquals("Ada", template.variables().get("1"));
    assertTrue(template.variables().get("2").contains(" GC"));
    var mail = assertInstanceOf(Content.Mail.class, only(Channel.EMAIL).content());
    assertEquals(
        List.of("For {first_name}", "fr", "Acme Mail", "#00558c"),
        List.of(mail.subject(), mail.language(), mail.from(), mail.colour()));
    assertEquals(
        Set.of(
            "first_name",
            "last_name",
            "brand",
            "value",
            "code",
            "number",
            "client_name",
            "expires_on"),
        mail.values().keySet());
    assertEquals(MAIL, only(Channel.EMAIL).to());
    assertEquals("1", sending.database.one("SELECT count(*) FROM sms_delivery_log"));
  }

  @Test
  void an_attempt_keeps_the_hash_of_a_text_and_of_nothing_else() {
    sending.waiting(Channel.WHATSAPP, PHONE, 1);
    sending.waiting(Channel.EMAIL, MAIL, 1);

    sending.run(Turn.FIRST);

    var text = assertInstanceOf(Content.Text.class, only(Channel.WHATSAPP).content());
    assertArrayEquals(
        new Keys(sending.keys).hash(Keys.Purpose.MESSAGE, text.body()),
        HexFormat.of()
            .parseHex(
                sending.database.one(
                    "SELECT encode(body_hash, 'hex') FROM delivery_attempts WHERE id = ?",
                    only(Channel.WHATSAPP).attempt())));
    assertNull(
        sending.database.one("SELECT body_hash FROM delivery_attempts WHERE channel = 'email'"));
  }

  @Test
  void the_attempt_is_committed_before_its_call() {
    Set<UUID> known = ConcurrentHashMap.newKeySet();
    sending.answers(
        Channel.SMS,
        message -> {
          if (sending.database.one(
                  "SELECT 1 FROM delivery_attempts a JOIN gift_card_deliveries d ON d.id = a.delivery_id"
                      + " WHERE a.id = ? AND d.sms_status = 'sending'",
                  message.attempt())
              != null) {
            known.add(message.attempt());
          }
          return Sending.accepted();
        });
    sending.waiting(Channel.SMS, PHONE, 20);

    sending.run(Turn.FIRST);

    assertEquals(20, known.size());
  }

  @Test
  void a_held_sender_stops_nobody_else() {
    sending.answers(
        Channel.SMS, message -> new DeliveryOutcome.Misconfigured(21608, "a trial account"));
    sending.waiting(Channel.EMAIL, MAIL, 3);
    sending.waiting(Channel.WHATSAPP, PHONE, 3);
    sending.waiting(Channel.SMS, PHONE, 30);

    assertEquals(6, sending.run(Turn.FIRST).sent());

    assertEquals("sent 3", sending.states(Channel.EMAIL));
    assertEquals("sent 3", sending.states(Channel.WHATSAPP));
    assertTrue(sending.to(Channel.SMS).size() <= 8, "calls: " + sending.to(Channel.SMS).size());
    assertEquals("a trial account", fault());
    assertEquals("1", open("sms-misconfigured"));
  }

  @Test
  void what_is_accepted_heals_the_sender_and_closes_its_alert() {
    a_held_sender_stops_nobody_else();
    sending.answers(Channel.SMS, message -> Sending.accepted());
    sending.database.update("UPDATE senders SET not_before = now()");

    sending.run(Turn.FIRST);

    assertEquals("sent 30", sending.states(Channel.SMS));
    assertNull(fault());
    assertEquals("0", open("sms-misconfigured"));
  }

  @Test
  void a_provider_that_answers_nothing_of_use_is_left_alone_for_a_while() {
    sending.answers(Channel.SMS, message -> new DeliveryOutcome.Unknown("lost"));
    sending.waiting(Channel.SMS, PHONE, 100);

    assertEquals(0, sending.run(Turn.FIRST).sent());

    assertTrue(sending.to(Channel.SMS).size() <= 16, "calls: " + sending.to(Channel.SMS).size());
    assertEquals(
        "1",
        sending.database.one(
            "SELECT 1 FROM senders WHERE channel = 'sms' AND fault IS NULL"
                + " AND not_before BETWEEN now() + INTERVAL '20 seconds' AND now() + INTERVAL '30 seconds'"));
    assertEquals(
        String.valueOf(sending.to(Channel.SMS).size()),
        sending.database.one(
            "SELECT count(*) FROM gift_card_deliveries WHERE sms_status = 'unknown' AND reason = 'lost'"
                + " AND look_up_after > now() AND provider_calls = 1"));
  }

  /** Lambda freezes what a run leaves behind. */
  @Test
  void a_run_does_not_end_before_the_silent_provider_is_held() {
    sending.database.update(
        "CREATE FUNCTION take_time() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " PERFORM pg_sleep(0.5); RETURN NEW; END $$");
    sending.database.update(
        "CREATE TRIGGER take_time BEFORE UPDATE ON senders FOR EACH ROW EXECUTE FUNCTION take_time()");
    sending.answers(Channel.SMS, message -> new DeliveryOutcome.Unknown("lost"));
    sending.waiting(Channel.SMS, PHONE, 3);

    sending
        .another(Map.of("scrip.delivery.run-at-most", "PT0.001S"))
        .send(Turn.FIRST)
        .await()
        .indefinitely();

    assertEquals(
        "1", sending.database.one("SELECT count(*) FROM senders WHERE not_before > now()"));
  }

  @Test
  void a_connection_that_was_not_made_is_made_again_in_the_same_run_whatever_attempt_it_is() {
    sending.waiting(Channel.SMS, PHONE, 1);
    sending.answers(Channel.SMS, message -> new DeliveryOutcome.Transient(30008, "unknown error"));
    sending.run(Turn.FIRST);
    for (String status : List.of("pending 1", "sent 1")) {
      AtomicInteger calls = new AtomicInteger();
      sending.answers(
          Channel.SMS,
          message ->
              calls.incrementAndGet() == 1
                  ? new DeliveryOutcome.NotConnected("no connection")
                  : status.startsWith("sent")
                      ? Sending.accepted()
                      : new DeliveryOutcome.Transient(30008, "unknown error"));

      sending.run(Turn.AGAIN);

      assertEquals(2, calls.get());
      assertEquals(status, sending.states(Channel.SMS));
    }
    assertEquals("3", sending.database.one("SELECT provider_calls FROM gift_card_deliveries"));
  }

  @Test
  void who_opted_out_at_the_provider_is_opted_out_here_by_every_channel() {
    sending.answers(
        Channel.SMS,
        message ->
            new DeliveryOutcome.Permanent(
                FailureClass.OPTED_OUT, 21610, "the recipient opted out by STOP", null));
    sending.waiting(Channel.SMS, PHONE, 1);
    sending.database.update(
        "UPDATE recipients SET email = ?, email_hash = ?",
        MAIL,
        new Keys(sending.keys).hash(Keys.Purpose.ADDRESS, MAIL));
    sending.database.update(
        "UPDATE recipients r SET phone_hash = d.address_hash FROM gift_card_deliveries d WHERE d.recipient_id = r.id");

    sending.run(Turn.FIRST);

    assertEquals(
        "1",
        sending.database.one(
            "SELECT count(*) FROM opt_outs o JOIN recipients r"
                + " ON o.address_hash = r.email_hash AND o.because_of = r.phone_hash WHERE o.source = 'provider'"));
    assertEquals("2", sending.database.one("SELECT count(*) FROM opt_outs"));
    assertEquals("failed 1", sending.states(Channel.SMS));
    assertEquals(
        "21610 the recipient opted out by STOP",
        sending.database.one("SELECT code || ' ' || reason FROM gift_card_deliveries"));
    sending.waiting(Channel.SMS, PHONE, 1);
    sending.database.update(
        "UPDATE gift_card_deliveries SET kind = 'resend' WHERE sms_status = 'pending'");
    sending.run(Turn.FIRST);
    assertEquals("failed 1, suppressed 1", sending.states(Channel.SMS));
    assertEquals(1, sending.to(Channel.SMS).size());
  }

  @Test
  void one_attempt_that_the_database_refuses_stops_no_other_of_its_batch() {
    sending.waiting(Channel.SMS, PHONE, 8);
    sending.database.update(
        "CREATE FUNCTION refuse_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
            + " IF NEW.claim_id = (SELECT min(claim_id) FROM gift_card_deliveries) THEN RAISE EXCEPTION 'poisoned'; END IF;"
            + " RETURN NEW; END $$");
    sending.database.update(
        "CREATE TRIGGER refuse_one BEFORE INSERT ON delivery_attempts FOR EACH ROW EXECUTE FUNCTION refuse_one()");

    var sent = sending.run(Turn.FIRST);

    assertEquals("7 accepted, 0 not accepted, 0 unknown, 1 flagged", sent.toString());
    assertEquals("pending 1, sent 7", sending.states(Channel.SMS));
  }

  @Test
  void one_outcome_that_the_database_refuses_stops_no_other_of_its_group() {
    AtomicInteger calls = new AtomicInteger();
    sending.answers(
        Channel.SMS,
        message ->
            calls.incrementAndGet() <= 2
                ? new DeliveryOutcome.Accepted("the same for two")
                : Sending.accepted());
    sending.waiting(Channel.SMS, PHONE, 8);

    var sent = sending.run(Turn.FIRST);

    assertEquals(1, sent.flagged());
    assertEquals("sending 1, sent 7", sending.states(Channel.SMS));
    sending.database.update(
        "UPDATE gift_card_deliveries SET lease_until = now() WHERE lease_until IS NOT NULL");
    sending.run(Turn.FIRST);
    assertEquals("sent 7, unknown 1", sending.states(Channel.SMS));
    assertEquals(8, calls.get());
  }

  @Test
  void a_call_that_hangs_keeps_no_other_waiting() {
    CountDownLatch others = new CountDownLatch(60);
    AtomicInteger calls = new AtomicInteger();
    sending.answers(
        Channel.SMS,
        message -> {
          if (calls.incrementAndGet() == 1) {
            await(others);
          } else {
            others.countDown();
          }
          return Sending.accepted();
        });
    sending.waiting(Channel.SMS, PHONE, 61);

    sending.run(Turn.FIRST);

    assertEquals("sent 61", sending.states(Channel.SMS));
  }

  @Test
  void what_fails_for_good_is_followed_by_nothing_more_and_a_flood_of_it_holds_nobody() {
    sending.answers(Channel.SMS, message -> new DeliveryOutcome.Permanent(21211, "not valid"));
    sending.waiting(Channel.SMS, PHONE, 50);

    assertEquals(50, sending.run(Turn.FIRST).other());

    assertEquals("failed 50", sending.states(Channel.SMS));
    assertFalse(sending.database.all("SELECT 1 FROM senders WHERE not_before < now()").isEmpty());
    assertEquals(
        "3", sending.database.one("SELECT count(*) FROM senders WHERE not_before <= now()"));
  }

  @Test
  void two_runs_at_once_send_each_delivery_once() {
    sending.waiting(Channel.SMS, PHONE, 150);
    var other = sending.another(Map.of());

    var one = other.send(Turn.FIRST).subscribeAsCompletionStage();
    int two = sending.run(Turn.FIRST).sent();

    assertEquals(150, two + one.join().sent());
    assertEquals(150, sending.to(Channel.SMS).stream().map(Message::attempt).distinct().count());
    assertEquals("sent 150", sending.states(Channel.SMS));
    assertEquals("150", sending.database.one("SELECT count(*) FROM provider_messages"));
  }

  private Message only(Channel channel) {
    assertEquals(1, sending.to(channel).size());
    return sending.to(channel).get(0);
  }

  private String fault() {
    return sending.database.one("SELECT fault FROM senders WHERE channel = 'sms'");
  }

  private String open(String kind) {
    return sending.database.one(
        "SELECT count(*) FROM alerts WHERE kind = ? AND closed_at IS NULL", kind);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
