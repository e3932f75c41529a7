package scrip.twilio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.DeliveryOutcome.Accepted;
import scrip.delivery.DeliveryOutcome.Misconfigured;
import scrip.delivery.Message;
import scrip.delivery.Message.Content;
import scrip.ops.PublicConfig;
import scrip.testing.KeyFile;

/** Our requests, byte by byte, against the parameters that Twilio publishes for a new message. */
@Timeout(30)
class PublishedRequestTest {

  /** Of POST /2010-04-01/Accounts/{AccountSid}/Messages.json, in Twilio's API reference. */
  private static final Set<String> PUBLISHED =
      Set.of(
          "To",
          "From",
          "MessagingServiceSid",
          "Body",
          "MediaUrl",
          "ContentSid",
          "ContentVariables",
          "StatusCallback",
          "ApplicationSid",
          "MaxPrice",
          "ProvideFeedback",
          "Attempt",
          "ValidityPeriod",
          "ForceDelivery",
          "ContentRetention",
          "AddressRetention",
          "SmartEncoded",
          "PersistentAction",
          "TrafficType",
          "ShortenUrls",
          "ScheduleType",
          "SendAt",
          "SendAsMms",
          "MessageIntent",
          "RiskCheck");

  private static final String TO = "+15005550010";
  private static final String TEMPLATE = "HX0123456789abcdef0123456789abcdef";
  private static final String CREATED = "{\"sid\":\"SM1\"}";

  private final UUID attempt = UUID.randomUUID();
  private final Map<String, String> headers = new HashMap<>();
  private String line;
  private String form;
  private final Gateway gateway =
      new Gateway(
          (exchange, body) -> {
            line = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            exchange
                .getRequestHeaders()
                .forEach((name, values) -> headers.put(name, values.get(0)));
            form = new String(body, StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(201, CREATED.length());
            exchange.getResponseBody().write(CREATED.getBytes(StandardCharsets.UTF_8));
          });

  @AfterEach
  void close() {
    gateway.close();
  }

  @Test
  void a_text_is_a_form_posted_with_basic_authentication() {
    assertEquals(
        new Accepted("SM1"), sms(Map.of("from", "+15005550006")).send(text("Ada & Bob: 25 €")));

    assertEquals("POST /2010-04-01/Accounts/AC0/Messages.json", line);
    assertEquals("application/x-www-form-urlencoded", headers.get("Content-type"));
    assertEquals(
        "Basic " + Base64.getEncoder().encodeToString("AC0:token".getBytes(StandardCharsets.UTF_8)),
        headers.get("Authorization"));
    assertEquals(
        Map.of(
            "To", TO,
            "From", "+15005550006",
            "Body", "Ada & Bob: 25 €",
            "StatusCallback", "https://scrip.example/api/twilio/status?attempt=" + attempt,
            "ValidityPeriod", "14400"),
        fields());
  }

  @Test
  void a_messaging_service_takes_the_place_of_the_number() {
    sms(Map.of("messagingService", "MG0", "from", "+15005550006")).send(text("Hi"));

    assertEquals("MG0", fields().get("MessagingServiceSid"));
    assertEquals(
        Set.of("To", "MessagingServiceSid", "Body", "StatusCallback", "ValidityPeriod"),
        fields().keySet());
  }

  @Test
  void whatsapp_is_written_before_both_numbers() {
    DeliveryOutcome outcome = whatsApp("+15005550007").send(text("Hi"));

    assertInstanceOf(Accepted.class, outcome);
    assertEquals("whatsapp:" + TO, fields().get("To"));
    assertEquals("whatsapp:+15005550007", fields().get("From"));
    assertEquals("Hi", fields().get("Body"));
    assertEquals("14400", fields().get("ValidityPeriod"));
    whatsApp("whatsapp:+15005550007").send(text("Hi"));
    assertEquals("whatsapp:+15005550007", fields().get("From"));
  }

  @Test
  void an_approved_template_goes_by_its_id_and_variables_and_without_a_text() {
    Content template = new Content.Approved(TEMPLATE, Map.of("1", "Ada \"A\"", "2", "GC & 1 é"));

    whatsApp("+15005550007").send(new Message(attempt, TO, template));

    assertEquals(TEMPLATE, fields().get("ContentSid"));
    assertEquals(
        new JsonObject().put("1", "Ada \"A\"").put("2", "GC & 1 é"),
        new JsonObject(fields().get("ContentVariables")));
    assertEquals(
        Set.of("To", "From", "ContentSid", "ContentVariables", "StatusCallback", "ValidityPeriod"),
        fields().keySet());
  }

  @Test
  void without_a_sender_for_whatsapp_nothing_is_asked() {
    WhatsAppSender noSender = new WhatsAppSender(messages(Map.of("from", "+15005550006")));

    assertInstanceOf(Misconfigured.class, noSender.send(text("Hi")));
    assertEquals(0, gateway.requests());
  }

  private SmsSender sms(Map<String, String> secret) {
    return new SmsSender(messages(secret));
  }

  private WhatsAppSender whatsApp(String from) {
    return new WhatsAppSender(messages(Map.of("whatsappFrom", from)));
  }

  private Message text(String body) {
    return new Message(attempt, TO, new Content.Text(body));
  }

  /** Every field once, and only such as are published. */
  private Map<String, String> fields() {
    Map<String, List<String>> fields = new QueryStringDecoder(form, false).parameters();
    assertTrue(PUBLISHED.containsAll(fields.keySet()), fields.keySet().toString());
    Map<String, String> single = new HashMap<>();
    fields.forEach(
        (name, values) -> {
          assertEquals(1, values.size(), name);
          single.put(name, values.get(0));
        });
    return single;
  }

  private TwilioMessages messages(Map<String, String> members) {
    Map<String, String> secret = new HashMap<>(Map.of("account", "AC0", "token", "token"));
    secret.putAll(members);
    var config =
        new SmallRyeConfigBuilder()
            .withMapping(TwilioConfig.class)
            .withMapping(PublicConfig.class)
            .withValidateUnknown(false)
            .withDefaultValue("scrip.public-url", "https://scrip.example")
            .withDefaultValue("scrip.twilio.base-url", gateway.baseUrl())
            .build();
    return new TwilioMessages(
        config.getConfigMapping(TwilioConfig.class),
        config.getConfigMapping(PublicConfig.class),
        KeyFile.throwAway().with("twilio", secret));
  }
}
