package scrip.function.console.records;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import scrip.delivery.Channel;
import scrip.delivery.MessageTemplate;
import scrip.http.JsonBody;
import scrip.problem.Refused;

/** Reads what is sent about a campaign. */
final class CampaignRequest {

  static final List<String> STATES = List.of("draft", "active", "paused", "closed");
  static final String EXAMPLE =
      "{\"clientId\":\"0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b\",\"name\":\"Spring letters\","
          + "\"redeemUntil\":\"2027-01-31T23:00:00Z\",\"channels\":[\"sms\"]}";

  private static final Map<String, Set<String>> NEXT =
      Map.of(
          "draft", Set.of("active"),
          "active", Set.of("paused", "closed"),
          "paused", Set.of("active", "closed"),
          "closed", Set.of());

  private static final List<String> REVEALS = List.of("message", "screen");
  private static final List<String> CHANNELS =
      Arrays.stream(Channel.values()).map(Channel::word).toList();
  private static final String TEMPLATE =
      "Hi {first_name}, here is your {brand} gift card worth {value}. Code: {code} Number: {number}";

  private CampaignRequest() {}

  /** What may be sent; all but name and client have a default, and all but the client change. */
  record Form(
      UUID clientId,
      String name,
      String state,
      Instant redeemFrom,
      Instant redeemUntil,
      Boolean approvalRequired,
      Boolean optInRequired,
      String reveal,
      List<String> channels,
      String messageTemplate,
      String reason) {}

  static boolean mayFollow(String state, String next) {
    return NEXT.get(state).contains(next);
  }

  /** A new campaign: a draft. */
  static CampaignRecord fresh(JsonBody sent, UUID id, Instant now) {
    CampaignRecord made = new CampaignRecord();
    made.id = id;
    made.state = "draft";
    made.createdAt = now;
    made.clientId = sent.uuid("clientId", true);
    made.name = sent.text("name", true, 100);
    made.redeemFrom = otherwise(sent.time("redeemFrom", false), now);
    made.redeemUntil = sent.time("redeemUntil", false);
    made.approvalRequired = otherwise(sent.flag("approvalRequired", false), false);
    made.optInRequired = otherwise(sent.flag("optInRequired", false), false);
    made.reveal = otherwise(sent.word("reveal", false, REVEALS), "message");
    made.channels =
        otherwise(sent.words("channels", false, CHANNELS), List.of("sms")).toArray(String[]::new);
    made.messageTemplate = otherwise(template(sent, false), TEMPLATE);
    return made;
  }

  /** Changes; what is not sent stays. The end of the window can be sent as null. */
  static Edits<CampaignRecord> edits(JsonBody sent) {
    Edits<CampaignRecord> edits = new Edits<>();
    if (sent.has("name")) {
      edits.add("name", sent.text("name", true, 100), c -> c.name, (c, v) -> c.name = v);
    }
    if (sent.has("redeemFrom")) {
      edits.add(
          "redeemFrom",
          sent.time("redeemFrom", true),
          c -> c.redeemFrom,
          (c, v) -> c.redeemFrom = v);
    }
    if (sent.has("redeemUntil")) {
      edits.add(
          "redeemUntil",
          sent.time("redeemUntil", false),
          c -> c.redeemUntil,
          (c, v) -> c.redeemUntil = v);
    }
    if (sent.has("approvalRequired")) {
      edits.add(
          "approvalRequired",
          sent.flag("approvalRequired", true),
          c -> c.approvalRequired,
          (c, v) -> c.approvalRequired = v);
    }
    if (sent.has("optInRequired")) {
      edits.add(
          "optInRequired",
          sent.flag("optInRequired", true),
          c -> c.optInRequired,
          (c, v) -> c.optInRequired = v);
    }
    if (sent.has("reveal")) {
      edits.add(
          "reveal", sent.word("reveal", true, REVEALS), c -> c.reveal, (c, v) -> c.reveal = v);
    }
    if (sent.has("channels")) {
      edits.add(
          "channels",
          sent.words("channels", true, CHANNELS),
          CampaignRecord::channels,
          (c, v) -> c.channels = v.toArray(String[]::new));
    }
    if (sent.has("messageTemplate")) {
      edits.add(
          "messageTemplate",
          template(sent, true),
          c -> c.messageTemplate,
          (c, v) -> c.messageTemplate = v);
    }
    return edits;
  }

  /** A window that ends before it begins is a fault. */
  static void checkWindow(JsonBody sent, Instant from, Instant until) {
    if (from != null && until != null && !until.isAfter(from)) {
      sent.fault("redeemUntil", "must be after redeemFrom");
    }
  }

  static void checkWindow(CampaignRecord campaign) {
    if (campaign.redeemUntil != null && !campaign.redeemUntil.isAfter(campaign.redeemFrom)) {
      throw Refused.invalid("/redeemUntil", "must be after redeemFrom");
    }
  }

  private static String template(JsonBody sent, boolean required) {
    String text = sent.text("messageTemplate", required, 1000);
    if (text == null) {
      return null;
    }
    MessageTemplate template = new MessageTemplate(text);
    if (!template.showsCode()) {
      sent.fault("messageTemplate", "must have {code} in it");
    }
    if (!template.unknown().isEmpty()) {
      sent.fault(
          "messageTemplate",
          "has braces around something else than " + String.join(", ", MessageTemplate.TOKENS));
    }
    return text;
  }

  private static <T> T otherwise(T sent, T otherwise) {
    return sent == null ? otherwise : sent;
  }
}
