package scrip.function.console.records;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import scrip.delivery.CampaignMessages;
import scrip.delivery.Channel;
import scrip.http.JsonBody;

/** Reads what is sent about a campaign's messages. */
final class MessageSettings {

  static final List<String> CHANNELS = Arrays.stream(Channel.values()).map(Channel::word).toList();
  private static final Pattern CONTENT_SID = Pattern.compile("HX[0-9a-f]{32}");
  private static final int VARIABLES_AT_MOST = 20;

  private MessageSettings() {}

  /** What is sent of a new campaign, null where nothing is; every fault of it is noted. */
  static CampaignMessages read(JsonBody sent) {
    return judged(sent, false);
  }

  /**
   * What is sent of messages by themselves, without a judgement on what the templates say.
   *
   * @param required whether what cannot be null must not be sent as null
   */
  static CampaignMessages templates(JsonBody sent, List<Channel> channels, boolean required) {
    String contentSid = sent.text("whatsappContentSid", false, 34);
    if (contentSid != null && !CONTENT_SID.matcher(contentSid).matches()) {
      sent.fault(
          "whatsappContentSid",
          "must be the id of an approved template, as in HX0123456789abcdef0123456789abcdef");
    }
    return new CampaignMessages(
        channels,
        sent.text("messageTemplate", required && sent.has("messageTemplate"), 1000),
        contentSid,
        variables(sent.object("whatsappVariables")),
        sent.text("emailSubject", false, 200));
  }

  /** Changes; what is not sent stays. The approved template and the subject can be sent as null. */
  static Edits<CampaignRecord> edits(JsonBody sent) {
    Edits<CampaignRecord> edits = new Edits<>();
    CampaignMessages read = judged(sent, true);
    if (sent.has("channels")) {
      edits.add(
          "channels",
          read.channels() == null ? List.<String>of() : words(read.channels()),
          c -> List.of(c.channels),
          (c, v) -> c.channels = v.toArray(String[]::new));
    }
    if (sent.has("messageTemplate")) {
      edits.add(
          "messageTemplate", read.text(), c -> c.messageTemplate, (c, v) -> c.messageTemplate = v);
    }
    if (sent.has("whatsappContentSid")) {
      edits.add(
          "whatsappContentSid",
          read.contentSid(),
          c -> c.whatsappContentSid,
          (c, v) -> c.whatsappContentSid = v);
    }
    if (sent.has("whatsappVariables")) {
      edits.add(
          "whatsappVariables",
          read.variables(),
          CampaignRecord::variables,
          CampaignRecord::variables);
    }
    if (sent.has("emailSubject")) {
      edits.add("emailSubject", read.subject(), c -> c.emailSubject, (c, v) -> c.emailSubject = v);
    }
    return edits;
  }

  private static CampaignMessages judged(JsonBody sent, boolean change) {
    List<String> channels = sent.words("channels", change && sent.has("channels"), CHANNELS);
    CampaignMessages read = templates(sent, channels == null ? null : channels(channels), change);
    read.faults().forEach(fault -> sent.fault(fault.pointer().substring(1), fault.detail()));
    return read;
  }

  static List<Channel> channels(List<String> words) {
    return words.stream().map(word -> Channel.of(word).orElseThrow()).toList();
  }

  static List<String> words(List<Channel> channels) {
    return channels.stream().map(Channel::word).toList();
  }

  static Map<String, String> map(String json) {
    if (json == null) {
      return null;
    }
    Map<String, String> map = new LinkedHashMap<>();
    new JsonObject(json).forEach(entry -> map.put(entry.getKey(), (String) entry.getValue()));
    return map;
  }

  private static Map<String, String> variables(JsonBody sent) {
    if (sent == null) {
      return null;
    }
    Map<String, String> variables = new LinkedHashMap<>();
    IntStream.rangeClosed(1, VARIABLES_AT_MOST)
        .mapToObj(Integer::toString)
        .filter(sent::has)
        .forEach(
            number -> {
              String text = sent.text(number, true, 500);
              if (text != null) {
                variables.put(number, text);
              }
            });
    sent.closed();
    return variables;
  }
}
