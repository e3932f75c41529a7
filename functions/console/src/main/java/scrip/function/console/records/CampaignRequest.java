package scrip.function.console.records;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import scrip.delivery.CampaignMessages;
import scrip.delivery.Channel;
import scrip.http.JsonBody;
import scrip.problem.Fault;
import scrip.problem.Refused;

/** Reads what is sent about a campaign. */
final class CampaignRequest {

  static final List<String> STATES = List.of("draft", "active", "paused", "closed");
  static final String EXAMPLE =
      "{\"clientId\":\"0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b\",\"name\":\"Spring letters\","
          + "\"redeemUntil\":\"2027-01-31T23:00:00Z\",\"channels\":[\"sms\",\"email\"],"
          + "\"messageTemplate\":\"Hi {first_name}, your {brand} card over {value}: {code}\","
          + "\"emailSubject\":\"Your {brand} gift card\"}";

  private static final Map<String, Set<String>> NEXT =
      Map.of(
          "draft", Set.of("active"),
          "active", Set.of("paused", "closed"),
          "paused", Set.of("active", "closed"),
          "closed", Set.of());

  private static final List<String> REVEALS = List.of("message", "screen");
  static final String TEMPLATE =
      "Hi {first_name}, here is your {brand} gift card worth {value}. Code: {code} Number: {number}";

  private CampaignRequest() {}

  /**
   * What may be sent; all but name and client have a default, and all but the client change.
   *
   * @param channels sms, whatsapp, email, in the order of preference
   * @param messageTemplate with tokens in braces, {code} among them
   * @param whatsappContentSid an approved template, together with its variables
   * @param whatsappVariables texts with tokens, by the numbers 1 to 20
   */
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
      String whatsappContentSid,
      Map<String, String> whatsappVariables,
      String emailSubject,
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
    CampaignMessages messages = MessageSettings.read(sent);
    List<Channel> channels = otherwise(messages.channels(), List.of(Channel.SMS));
    made.channels = MessageSettings.words(channels).toArray(String[]::new);
    made.messageTemplate = otherwise(messages.text(), TEMPLATE);
    made.whatsappContentSid = messages.contentSid();
    made.variables(messages.variables());
    made.emailSubject = messages.subject();
    messages
        .misfits()
        .forEach(misfit -> sent.fault(misfit.pointer().substring(1), misfit.detail()));
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
    edits.addAll(MessageSettings.edits(sent));
    return edits;
  }

  /** A window that ends before it begins is a fault. */
  static void checkWindow(JsonBody sent, Instant from, Instant until) {
    if (from != null && until != null && !until.isAfter(from)) {
      sent.fault("redeemUntil", "must be after redeemFrom");
    }
  }

  /** What does not fit together in the campaign as it would be. */
  static void check(CampaignRecord campaign) {
    List<Fault> faults = new ArrayList<>(campaign.messages().misfits());
    if (campaign.redeemUntil != null && !campaign.redeemUntil.isAfter(campaign.redeemFrom)) {
      faults.add(new Fault("/redeemUntil", "must be after redeemFrom"));
    }
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
  }

  private static <T> T otherwise(T sent, T otherwise) {
    return sent == null ? otherwise : sent;
  }
}
