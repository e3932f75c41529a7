package scrip.email;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.apache.james.mime4j.dom.Entity;
import org.apache.james.mime4j.dom.Message;
import org.apache.james.mime4j.dom.Multipart;
import org.apache.james.mime4j.dom.TextBody;
import org.apache.james.mime4j.dom.address.Mailbox;
import org.apache.james.mime4j.message.DefaultMessageBuilder;
import org.apache.james.mime4j.stream.MimeConfig;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.delivery.DeliveryOutcome.Accepted;
import scrip.delivery.Message.Content.Mail;
import scrip.testing.mail.MailStandIn;
import scrip.testing.mail.ReceivedMail;

/** Mails as they arrive, read by a parser that has nothing to do with who wrote them. */
class CardMailTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final MailStandIn SERVER = MailStandIn.start(MailStandIn.Config.defaults());

  @AfterAll
  static void stop() {
    SERVER.close();
    VERTX.close().toCompletionStage().toCompletableFuture().join();
  }

  @Test
  void it_has_a_text_and_an_html_that_say_the_same() {
    Arrived mail = arrived(Mailing.CARD);

    assertEquals("Your Bookshop gift card", mail.message().getSubject());
    assertEquals("multipart/alternative", mail.message().getMimeType());
    for (String said :
        new String[] {
          "Hello Ann,",
          "It is worth USD 25.00.",
          "GC12-3456-7890",
          "If you did not ask for this card",
          "write to cards@scrip.example",
          "Acme"
        }) {
      assertTrue(mail.text().contains(said), said + " is not in " + mail.text());
      assertTrue(mail.html().contains(said), said + " is not in " + mail.html());
    }
    assertFalse(mail.text().contains("Card number") || mail.text().contains("Valid until"));
    assertEquals("auto-generated", mail.header("Auto-Submitted"));
    assertEquals(
        "<mailto:cards@scrip.example?subject=unsubscribe>", mail.header("List-Unsubscribe"));
  }

  @Test
  void number_and_expiry_are_there_when_the_card_has_them() {
    Arrived mail = arrived(with(Map.of("number", "6006 4912", "expires_on", "2027-01-31")));

    assertTrue(mail.text().contains("Card number: 6006 4912\nValid until: 2027-01-31\n"));
    assertTrue(mail.html().contains("6006 4912") && mail.html().contains("2027-01-31"));
  }

  @ParameterizedTest
  @CsvSource({
    "en, en, Hello Ann",
    "fr, fr, Bonjour Ann",
    "es, es, Hola Ann",
    "rw, rw, Muraho Ann",
    "FR, fr, Bonjour Ann",
    "de, en, Hello Ann",
    ", en, Hello Ann"
  })
  void it_speaks_the_client_s_language(String language, String spoken, String greeting) {
    Arrived mail = arrived(new Mail(null, language, "Acme", null, Mailing.VALUES));

    assertTrue(mail.text().contains(greeting));
    assertTrue(mail.html().contains("<html lang=\"" + spoken + "\">"));
    assertFalse(mail.text().contains("{") || mail.html().contains("{code}"));
  }

  @Test
  void every_value_is_text_in_the_html() {
    String script = "<script>alert(\"1\")</script>&'";
    Map<String, String> values = new HashMap<>();
    for (String name :
        new String[] {"first_name", "brand", "value", "code", "number", "expires_on"}) {
      values.put(name, script);
    }

    Arrived mail = arrived(new Mail("Hi " + script, "en", script, "red;\"><script>", values));

    assertFalse(mail.html().contains("<script") || mail.html().contains("&'"), mail.html());
    assertTrue(mail.html().contains("&lt;script&gt;alert("));
    assertTrue(mail.text().contains("Code: " + script));
    assertEquals("Hi " + script, mail.message().getSubject());
    assertEquals(script, mail.sender().getName());
  }

  @Test
  void it_loads_nothing_from_anywhere() {
    assertFalse(arrived(Mailing.CARD).html().matches("(?s).*(<img|<link|src=|url\\(|https?:).*"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Fête à Kigali 🎁 漢字 ... and so on, and so on, until one line of a header is not enough",
        "Acme (Rwanda), \"Ltd\" <eve@example.com>",
        "=?UTF-8?Q?not_ours?=",
        "Your card: now",
        "a"
      })
  void names_and_subjects_of_any_script_arrive_as_they_are(String words) {
    Arrived mail = arrived(new Mail(words, "en", words, null, Mailing.VALUES));

    assertEquals(words, mail.message().getSubject());
    assertEquals(words, mail.sender().getName());
    assertEquals("cards@scrip.example", mail.sender().getAddress());
    mail.source().lines().forEach(line -> assertTrue(line.length() <= 998, line));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\r\n", "\n", "\r", "\u2028", "\u0000", "\u0085", "\r\n\r\n"})
  void no_header_can_be_put_in(String end) {
    String evil = "Card" + end + "Bcc: eve@example.com";
    Arrived mail = arrived(new Mail(evil, "en", evil, null, Mailing.VALUES));

    assertNull(mail.message().getBcc());
    assertNull(mail.message().getHeader().getField("Bcc"));
    assertEquals("Card Bcc: eve@example.com", mail.message().getSubject());
    assertTrue(mail.text().contains("GC12-3456-7890"));
  }

  @Test
  void a_subject_of_the_client_is_filled_in_and_never_shows_the_code() {
    Arrived mail =
        arrived(new Mail("{first_name}, {brand} {code}!", "en", "Acme", null, Mailing.VALUES));

    assertEquals("Ann, Bookshop!", mail.message().getSubject());
  }

  @Test
  void long_values_end_and_dots_at_the_start_of_a_line_stay() {
    Arrived mail = arrived(with(Map.of("first_name", "", "brand", "x".repeat(5000), "code", "..")));

    assertTrue(mail.text().contains("Code: .."));
    assertTrue(mail.text().startsWith("Hello,"));
    assertTrue(mail.message().getSubject().length() <= 200);
    assertFalse(mail.text().contains("x".repeat(501)));
  }

  @ParameterizedTest
  @CsvSource({
    "#00558c, #ffffff",
    "#ffffff, #000000",
    "#ffcc00, #000000",
    "#000000, #ffffff",
    "red, #ffffff",
    ", #ffffff"
  })
  void the_client_s_name_can_be_read_on_its_colour(String colour, String text) {
    assertEquals(text, Colour.of(colour).textOn());
    assertTrue(
        arrived(new Mail(null, "en", "Acme", colour, Mailing.VALUES))
            .html()
            .contains("background: " + Colour.of(colour).css() + "; color: " + text));
  }

  private static Mail with(Map<String, String> values) {
    Map<String, String> all = new HashMap<>(Mailing.VALUES);
    all.putAll(values);
    return new Mail(null, "en", "Acme", null, all);
  }

  private static Arrived arrived(Mail mail) {
    SERVER.reset();
    assertInstanceOf(
        Accepted.class,
        Mailing.sender(VERTX, SERVER.secret(), Map.of())
            .send(new scrip.delivery.Message(UUID.randomUUID(), "ann@example.com", mail)));
    return new Arrived(SERVER.mails().get(0));
  }

  /** A mail and its parts. */
  private record Arrived(Message message, String source) {

    Arrived(ReceivedMail mail) {
      this(parsed(mail.source()), mail.source());
    }

    private static Message parsed(String source) {
      DefaultMessageBuilder builder = new DefaultMessageBuilder();
      builder.setMimeEntityConfig(
          MimeConfig.custom().setMaxLineLen(1000).setStrictParsing(true).build());
      try {
        return builder.parseMessage(
            new ByteArrayInputStream(source.getBytes(StandardCharsets.UTF_8)));
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }

    Mailbox sender() {
      return message.getFrom().get(0);
    }

    String header(String name) {
      return message.getHeader().getField(name).getBody();
    }

    String text() {
      return part(0, "text/plain");
    }

    String html() {
      return part(1, "text/html");
    }

    private String part(int at, String type) {
      Entity part = ((Multipart) message.getBody()).getBodyParts().get(at);
      assertEquals(type, part.getMimeType());
      try {
        return new String(
                ((TextBody) part.getBody()).getInputStream().readAllBytes(), StandardCharsets.UTF_8)
            .replace("\r\n", "\n");
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }
}
