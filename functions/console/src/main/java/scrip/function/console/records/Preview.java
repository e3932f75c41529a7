package scrip.function.console.records;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import scrip.delivery.CampaignMessages;
import scrip.delivery.Channel;
import scrip.delivery.MessageTemplate;
import scrip.delivery.SampleValues;
import scrip.delivery.Segments;
import scrip.money.Money;
import scrip.problem.Fault;

/**
 * A message as its recipient would read it, were they called Ada and had a card that does not
 * exist.
 *
 * @param text of a text message, or of WhatsApp without an approved template; else null
 * @param sms what a text message costs; null for the other channels
 * @param variables of the approved WhatsApp template, filled in; else null
 * @param subject of an e-mail, filled in; null for the usual one
 * @param values what tokens were filled in with; all that an e-mail is made of
 * @param faults why it cannot be saved
 * @param warnings what works, but hardly as it is meant
 */
public record Preview(
    String channel,
    String text,
    Sms sms,
    String contentSid,
    Map<String, String> variables,
    String subject,
    Map<String, String> values,
    List<Fault> faults,
    List<String> warnings) {

  /**
   * What a text message costs.
   *
   * @param encoding GSM-7 or UCS-2
   * @param units septets, or 16-bit units
   * @param segments parts it is cut into, each of which is paid for
   * @param segmentsAtMost the same with long names and codes
   * @param forcing characters that force UCS-2
   */
  public record Sms(
      String encoding, int units, int segments, int segmentsAtMost, List<String> forcing) {}

  /**
   * What is known of the campaign or client; each may be null.
   *
   * @param client its name
   */
  record Ground(String brand, Money value, String client, Locale locale) {}

  static Preview of(Channel channel, CampaignMessages said, Ground ground) {
    CampaignMessages messages = of(channel, said);
    Map<String, String> values =
        SampleValues.of(ground.brand(), ground.value(), ground.client(), ground.locale());
    List<Fault> faults = new ArrayList<>(messages.faults());
    faults.addAll(messages.misfits());
    return new Preview(
        channel.word(),
        fill(messages.text(), values),
        channel == Channel.SMS ? sms(messages.text(), values, ground) : null,
        messages.contentSid(),
        messages.variables() == null ? null : messages.filledVariables(values),
        fill(messages.subject(), values),
        values,
        faults,
        messages.warnings());
  }

  /** What that channel uses of it. */
  private static CampaignMessages of(Channel channel, CampaignMessages said) {
    List<Channel> only = List.of(channel);
    boolean approved = said.contentSid() != null || said.variables() != null;
    return switch (channel) {
      case SMS -> new CampaignMessages(only, said.text(), null, null, null);
      case WHATSAPP ->
          new CampaignMessages(
              only, approved ? null : said.text(), said.contentSid(), said.variables(), null);
      case EMAIL -> new CampaignMessages(only, null, null, null, said.subject());
    };
  }

  private static Sms sms(String text, Map<String, String> values, Ground ground) {
    Segments usual = Segments.of(fill(text, values));
    Map<String, String> longest =
        SampleValues.longest(ground.brand(), ground.value(), ground.client(), ground.locale());
    return new Sms(
        usual.encoding().word(),
        usual.units(),
        usual.count(),
        Segments.of(fill(text, longest)).count(),
        usual.forcing());
  }

  private static String fill(String text, Map<String, String> values) {
    return text == null ? null : new MessageTemplate(text).fill(values);
  }
}
