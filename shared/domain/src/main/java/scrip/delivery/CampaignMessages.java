package scrip.delivery;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import scrip.problem.Fault;

/**
 * What a campaign's messages are made of. Any of these may be null where it is not said.
 *
 * @param channels in the order of preference
 * @param text of text messages, and of WhatsApp while there is no approved template
 * @param contentSid the approved WhatsApp template
 * @param variables of that template, by their number: texts with tokens
 * @param subject of e-mails
 */
public record CampaignMessages(
    List<Channel> channels,
    String text,
    String contentSid,
    Map<String, String> variables,
    String subject) {

  private static final int SEGMENTS_UNREMARKED = 3;

  /** Every fault of what is said, each by itself; pointers are those of the console's API. */
  public List<Fault> faults() {
    List<Fault> faults = new ArrayList<>();
    if (text != null) {
      MessageTemplate template = new MessageTemplate(text);
      if (!template.showsCode()) {
        faults.add(new Fault("/messageTemplate", "must have {code} in it"));
      }
      template.faults().forEach(fault -> faults.add(new Fault("/messageTemplate", fault)));
    }
    if (variables != null) {
      if (variables.values().stream().noneMatch(v -> new MessageTemplate(v).showsCode())) {
        faults.add(new Fault("/whatsappVariables", "must have {code} in one of the variables"));
      }
      new TreeMap<>(variables)
          .forEach((number, value) -> add(faults, "/whatsappVariables/" + number, value));
    }
    if (subject != null) {
      add(faults, "/emailSubject", subject);
      // Subjects are shown on locked screens and stand in the logs of mail servers.
      if (subject.contains("{code}") || subject.contains("{number}")) {
        faults.add(new Fault("/emailSubject", "must not show the card: leave {code} and {number}"));
      }
    }
    return faults;
  }

  /** What does not fit together; empty when everything does. */
  public List<Fault> misfits() {
    if (contentSid == null && variables != null) {
      return List.of(new Fault("/whatsappContentSid", "is required with whatsappVariables"));
    }
    if (contentSid != null && variables == null) {
      return List.of(
          new Fault(
              "/whatsappVariables",
              "is required with whatsappContentSid: one of the variables brings the {code}"));
    }
    return List.of();
  }

  /** What works, but hardly as it is meant. */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    boolean bySms = channels.contains(Channel.SMS);
    boolean byWhatsapp = channels.contains(Channel.WHATSAPP);
    if (bySms) {
      warnOfLength(warnings::add);
    }
    if (byWhatsapp && contentSid == null) {
      warnings.add(
          "Without an approved template, WhatsApp takes messages only to people who wrote within the last 24 hours.");
    }
    if (!byWhatsapp && contentSid != null) {
      warnings.add("The WhatsApp template is not used: WhatsApp is not among the channels.");
    }
    if (!channels.contains(Channel.EMAIL) && subject != null) {
      warnings.add("The e-mail subject is not used: e-mail is not among the channels.");
    }
    if (variables != null) {
      new TreeMap<>(variables)
          .forEach(
              (number, value) -> {
                if (mayBeEmpty(value)) {
                  warnings.add(
                      "Variable "
                          + number
                          + " of the WhatsApp template is empty for some recipients, whose messages are then refused:"
                          + " put words beside its token.");
                }
              });
    }
    return warnings;
  }

  /**
   * The variables with their tokens filled in, by their number.
   *
   * @param values by the names of {@link MessageTemplate#TOKENS}
   */
  public Map<String, String> filledVariables(Map<String, String> values) {
    Map<String, String> filled = new LinkedHashMap<>();
    variables.forEach((number, text) -> filled.put(number, new MessageTemplate(text).fill(values)));
    return filled;
  }

  private void warnOfLength(Consumer<String> warn) {
    Segments longest = Segments.of(new MessageTemplate(text).fill(SampleValues.LONGEST));
    if (longest.count() > SEGMENTS_UNREMARKED) {
      warn.accept(
          "With long names a text message is cut into "
              + longest.count()
              + " parts, each of which is paid for.");
    }
    if (!longest.forcing().isEmpty()) {
      warn.accept(
          "These characters more than halve what fits into a text message: "
              + String.join(" ", longest.forcing()));
    }
  }

  private static boolean mayBeEmpty(String variable) {
    Map<String, String> values = new HashMap<>(SampleValues.LONGEST);
    values.keySet().removeAll(List.of("first_name", "last_name", "number", "expires_on"));
    return new MessageTemplate(variable).fill(values).isBlank();
  }

  private static void add(List<Fault> faults, String pointer, String text) {
    new MessageTemplate(text).faults().forEach(fault -> faults.add(new Fault(pointer, fault)));
  }
}
