package scrip.email;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.DeliveryOutcome.Accepted;
import scrip.delivery.DeliveryOutcome.Misconfigured;
import scrip.delivery.DeliveryOutcome.NotConnected;
import scrip.delivery.DeliveryOutcome.Permanent;
import scrip.delivery.DeliveryOutcome.Throttled;
import scrip.delivery.DeliveryOutcome.Transient;
import scrip.delivery.DeliveryOutcome.Unknown;
import scrip.delivery.Message;
import scrip.testing.KeyFile;
import scrip.testing.mail.MailFault;
import scrip.testing.mail.MailFault.Step;
import scrip.testing.mail.MailStandIn;
import scrip.testing.mail.ReceivedMail;

@Timeout(60)
class EmailSenderTest {

  private static final String TO = "ann@example.com";
  private static final Vertx VERTX = Vertx.vertx();
  private static final MailStandIn SERVER = MailStandIn.start(MailStandIn.Config.defaults());
  private static final Map<String, String> HASTY =
      Map.of("scrip.email.login-timeout", "PT0.4S", "scrip.email.timeout", "PT0.8S");

  private final UUID attempt = UUID.randomUUID();

  @BeforeEach
  void a_new_server() {
    SERVER.reset();
  }

  @AfterAll
  static void stop() {
    SERVER.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void an_accepted_mail_is_known_by_its_attempt() {
    DeliveryOutcome outcome = send(TO);

    assertEquals(new Accepted("<" + attempt + "@scrip.example>"), outcome);
    ReceivedMail mail = only();
    assertEquals("<" + attempt + "@scrip.example>", mail.header("Message-ID"));
    assertEquals("cards@scrip.example", mail.from());
    assertEquals(TO, mail.to());
    assertTrue(mail.text().contains("GC12-3456-7890"));
  }

  @ParameterizedTest
  @CsvSource({
    "GREETING, 421, Throttled",
    "GREETING, 554, Misconfigured",
    "HELLO, 421, Throttled",
    "HELLO, 550, Misconfigured",
    "LOGIN, 454, Throttled",
    "LOGIN, 535, Misconfigured",
    "SENDER, 421, Throttled",
    "SENDER, 451, Transient",
    "SENDER, 530, Misconfigured",
    "SENDER, 550, Misconfigured",
    "RECIPIENT, 450, Transient",
    "RECIPIENT, 550, Permanent",
    "DATA, 451, Transient",
    "DATA, 554, Permanent",
    "CONTENT, 452, Transient",
    "CONTENT, 554, Permanent"
  })
  void a_refusal_means_what_its_step_and_number_say(Step step, int code, String outcome) {
    SERVER.faults(() -> MailFault.reply(step, code, "no mail for " + TO));

    DeliveryOutcome came = send(TO);

    assertEquals(outcome, came.getClass().getSimpleName());
    assertEquals(code, came.code());
    assertFalse(came.text().contains(TO), came.text());
    assertEquals(List.of(), SERVER.mails());
    assertEquals(1, SERVER.connections());
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"NONE", "HELLO"})
  void a_refusal_with_a_hang_up_is_still_a_refusal(Step step) {
    SERVER.faults(() -> MailFault.replyAndClose(step, 421, "4.3.2 Shutting down"));

    assertInstanceOf(Throttled.class, send(TO));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4.7.0 Too many messages",
        "Throttling failure: Maximum sending rate exceeded.",
        "Throttling failure: Daily message quota exceeded."
      })
  void too_many_mails_are_the_sender_s_matter(String text) {
    SERVER.nextFaults(MailFault.reply(Step.CONTENT, 450, text));

    Throttled outcome = assertInstanceOf(Throttled.class, send(TO));

    assertEquals(Duration.ofSeconds(60), outcome.retryAfter());
  }

  @Test
  void an_answer_lost_after_the_mail_went_out_is_unknown_whether_or_not_it_was_taken() {
    SERVER.nextFaults(MailFault.CLOSE_AFTER_ACCEPTING, MailFault.CLOSE_BEFORE_ACCEPTING);

    assertInstanceOf(Unknown.class, send(TO));
    assertInstanceOf(Unknown.class, send(TO));

    assertEquals(1, SERVER.mails().size());
    assertEquals(2, SERVER.connections());
  }

  @Test
  void a_server_that_takes_the_mail_and_says_nothing_is_unknown_in_bounded_time() {
    SERVER.nextFaults(MailFault.SILENT_AFTER_ACCEPTING);
    EmailSender patient =
        Mailing.sender(
            VERTX,
            SERVER.secret(),
            Map.of("scrip.email.login-timeout", "PT3S", "scrip.email.timeout", "PT3S"));
    long began = System.nanoTime();

    assertInstanceOf(Unknown.class, patient.send(message(TO)));

    assertTrue(System.nanoTime() - began < Duration.ofSeconds(15).toNanos());
    assertEquals(1, SERVER.mails().size());
  }

  @Test
  void an_acceptance_counts_though_the_server_hangs_up_with_it() {
    SERVER.faults(() -> MailFault.ACCEPT_AND_CLOSE);

    for (int i = 0; i < 30; i++) {
      assertInstanceOf(Accepted.class, send(TO));
    }
  }

  @Test
  void nobody_there_is_no_connection() throws IOException {
    Map<String, String> secret = new HashMap<>(SERVER.secret());
    secret.put("port", Integer.toString(freePort()));
    assertInstanceOf(NotConnected.class, Mailing.sender(VERTX, secret, Map.of()).send(message(TO)));

    Map<String, String> nowhere = new HashMap<>(SERVER.secret());
    nowhere.putAll(Map.of("host", "nowhere.invalid", "tls", "starttls"));
    assertInstanceOf(
        NotConnected.class, Mailing.sender(VERTX, nowhere, Map.of()).send(message(TO)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"GREETING", "HELLO", "LOGIN"})
  void what_is_lost_before_the_envelope_was_not_sent(Step step) {
    SERVER.nextFaults(MailFault.silence(step), MailFault.close(step));

    assertInstanceOf(NotConnected.class, hasty().send(message(TO)));
    assertInstanceOf(NotConnected.class, hasty().send(message(TO)));
  }

  @ParameterizedTest
  @EnumSource(
      value = Step.class,
      names = {"SENDER", "RECIPIENT", "DATA", "CONTENT"})
  void what_is_lost_from_the_envelope_on_may_have_been_sent(Step step) {
    SERVER.nextFaults(MailFault.close(step));

    assertInstanceOf(Unknown.class, send(TO));
  }

  @Test
  void a_server_that_wakes_up_after_we_gave_up_gets_no_mail() throws IOException {
    try (ServerSocket late = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Map<String, String> secret = new HashMap<>(SERVER.secret());
      secret.put("port", Integer.toString(late.getLocalPort()));

      assertInstanceOf(NotConnected.class, Mailing.sender(VERTX, secret, HASTY).send(message(TO)));

      late.setSoTimeout(5000);
      try (Socket client = late.accept()) {
        client.setSoTimeout(10_000);
        client
            .getOutputStream()
            .write("220 late\r\n250-late\r\n250 AUTH PLAIN\r\n235 in\r\n250 from\r\n".getBytes());
        String said = new String(client.getInputStream().readAllBytes());
        assertFalse(said.contains("MAIL FROM"), said);
      }
    }
  }

  @Test
  void a_missing_or_meaningless_secret_holds_the_mails() {
    var none = Mailing.sender(VERTX, KeyFile.throwAway(), Map.of()).send(message(TO));
    assertInstanceOf(Misconfigured.class, none);

    for (String[] wrong :
        new String[][] {
          {"password", ""},
          {"port", "none"},
          {"port", "70000"},
          {"from", "cards@scrip.example\r\nBcc: eve@example.com"},
          {"tls", "perhaps"},
          {"login", "cram"},
          {"host", "mail.example.com"}
        }) {
      Map<String, String> secret = new HashMap<>(SERVER.secret());
      secret.put(wrong[0], wrong[1]);
      DeliveryOutcome outcome = Mailing.sender(VERTX, secret, Map.of()).send(message(TO));
      assertInstanceOf(Misconfigured.class, outcome, wrong[0] + "=" + wrong[1]);
      assertFalse(outcome.text().contains("stand-in-password"));
    }
    assertEquals(0, SERVER.connections());
  }

  @Test
  void a_wrong_password_and_a_server_without_tls_hold_the_mails() {
    Map<String, String> password = new HashMap<>(SERVER.secret());
    password.put("password", "another");
    Map<String, String> tls = new HashMap<>(SERVER.secret());
    tls.put("tls", "starttls");

    var refused = Mailing.sender(VERTX, password, Map.of()).send(message(TO));
    var bare = Mailing.sender(VERTX, tls, Map.of()).send(message(TO));

    assertEquals(535, assertInstanceOf(Misconfigured.class, refused).code());
    assertInstanceOf(Misconfigured.class, bare);
    assertEquals(List.of(), SERVER.mails());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ann",
        "ann@example.com\r\nRCPT TO:<eve@example.com>",
        "ann@example.com, eve@example.com",
        "ann@example.com>",
        "Ann (eve) <ann@example.com>",
        "änn@example.com"
      })
  void what_is_no_plain_address_is_refused_before_anything_is_sent(String to) {
    assertInstanceOf(Permanent.class, send(to));
    assertEquals(0, SERVER.connections());
  }

  @Test
  void what_cannot_be_made_into_a_mail_is_not_unknown() {
    Message text = new Message(attempt, TO, new Message.Content.Text("no mail"));

    DeliveryOutcome outcome = Mailing.sender(VERTX, SERVER.secret(), Map.of()).send(text);

    assertInstanceOf(Misconfigured.class, outcome);
    assertEquals(0, SERVER.connections());
  }

  @Test
  void many_threads_send_at_once_and_every_outcome_is_what_the_server_did() {
    List<MailFault> faults =
        List.of(
            MailFault.NONE,
            MailFault.CLOSE_BEFORE_ACCEPTING,
            MailFault.CLOSE_AFTER_ACCEPTING,
            MailFault.ACCEPT_AND_CLOSE,
            MailFault.reply(Step.RECIPIENT, 550, "no"),
            MailFault.reply(Step.CONTENT, 451, "later"),
            MailFault.replyAndClose(Step.SENDER, 421, "bye"));
    SERVER.faults(() -> faults.get(ThreadLocalRandom.current().nextInt(faults.size())));
    EmailSender sender = Mailing.sender(VERTX, SERVER.secret(), Map.of());

    Map<UUID, DeliveryOutcome> outcomes =
        IntStream.range(0, 200)
            .parallel()
            .mapToObj(i -> UUID.randomUUID())
            .collect(
                Collectors.toConcurrentMap(
                    id -> id, id -> sender.send(new Message(id, TO, Mailing.CARD))));

    Set<String> taken = new HashSet<>();
    for (ReceivedMail mail : SERVER.mails()) {
      assertTrue(taken.add(mail.header("Message-ID")), "twice: " + mail.header("Message-ID"));
    }
    outcomes.forEach(
        (id, outcome) -> {
          boolean there = taken.contains("<" + id + "@scrip.example>");
          if (!(outcome instanceof Unknown)) {
            assertEquals(there, outcome instanceof Accepted, outcome.toString());
          }
        });
    assertEquals(200, SERVER.connections());
    assertTrue(
        outcomes.values().stream().noneMatch(NotConnected.class::isInstance)
            && outcomes.values().stream().anyMatch(Transient.class::isInstance));
  }

  private ReceivedMail only() {
    assertEquals(1, SERVER.mails().size());
    return SERVER.mails().get(0);
  }

  private DeliveryOutcome send(String to) {
    return Mailing.sender(VERTX, SERVER.secret(), Map.of()).send(message(to));
  }

  private static EmailSender hasty() {
    return Mailing.sender(VERTX, SERVER.secret(), HASTY);
  }

  private Message message(String to) {
    return new Message(attempt, to, Mailing.CARD);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
