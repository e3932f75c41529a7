package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import scrip.money.Money;
import scrip.problem.Fault;

class CampaignMessagesTest {

  private static final String SID = "HX0123456789abcdef0123456789abcdef";
  private static final String USUAL = "Hi {first_name}, your {brand} code: {code}";

  @Test
  void what_is_right_has_neither_faults_nor_warnings() {
    CampaignMessages messages =
        new CampaignMessages(
            List.of(Channel.WHATSAPP, Channel.SMS, Channel.EMAIL),
            USUAL,
            SID,
            Map.of("1", "Dear {first_name}", "2", "{code}"),
            "Your {brand} card from {client_name}");

    assertEquals(List.of(), messages.faults());
    assertEquals(List.of(), messages.misfits());
    assertEquals(List.of(), messages.warnings());
    assertEquals(List.of(), new CampaignMessages(null, null, null, null, null).faults());
  }

  @Test
  void every_fault_is_named_with_its_place() {
    CampaignMessages messages =
        new CampaignMessages(
            List.of(Channel.SMS),
            "Hi {name}, {first_name",
            SID,
            Map.of("1", "{Code}", "2", "}"),
            "{code} for {who}");

    assertEquals(
        List.of(
            "/messageTemplate",
            "/messageTemplate",
            "/messageTemplate",
            "/whatsappVariables",
            "/whatsappVariables/1",
            "/whatsappVariables/2",
            "/emailSubject",
            "/emailSubject"),
        messages.faults().stream().map(Fault::pointer).toList());
  }

  @Test
  void a_template_and_its_variables_come_together() {
    Map<String, String> variables = Map.of("1", "{code}");

    assertEquals("/whatsappVariables", misfit(SID, null));
    assertEquals("/whatsappContentSid", misfit(null, variables));
    assertEquals(List.of(), with(List.of(Channel.SMS), USUAL, SID, variables).misfits());
    assertEquals(List.of(), with(List.of(Channel.SMS), USUAL, null, null).misfits());
  }

  @Test
  void a_subject_never_shows_the_card() {
    for (String subject : List.of("Card {number}", "{code}")) {
      var messages = new CampaignMessages(List.of(Channel.EMAIL), null, null, null, subject);
      assertEquals(1, messages.faults().size(), subject);
    }
  }

  @Test
  void length_is_judged_with_long_names_filled_in() {
    // 1500 septets by itself, more than ten parts with a brand of forty letters.
    assertEquals(List.of(), faults("{code}" + "a".repeat(1490)));
    assertTrue(faults("{code}{brand}" + "a".repeat(1490)).get(0).contains("11 text messages"));
    assertTrue(faults("{code}" + "ê".repeat(631)).get(0).contains("11 text messages"));
    assertEquals(List.of(), faults("{code}" + "ê".repeat(630)));
    assertTrue(faults("{code}" + "{brand}".repeat(40)).get(0).contains("1640 characters"));
  }

  @Test
  void what_hardly_works_is_warned_of() {
    assertWarned("4 parts", with(List.of(Channel.SMS), "{code}" + "a".repeat(420), null, null));
    assertWarned("text message: ê ’", with(List.of(Channel.SMS), "{code} ê’ê", null, null));
    assertWarned("24 hours", with(List.of(Channel.WHATSAPP), USUAL, null, null));
    assertWarned(
        "WhatsApp is not among",
        with(List.of(Channel.SMS), USUAL, SID, Map.of("1", "Code {code}")));
    assertWarned(
        "Variable 2",
        with(
            List.of(Channel.WHATSAPP),
            USUAL,
            SID,
            Map.of("1", "{code}", "2", "{first_name} {last_name}", "3", "{brand}")));
    assertWarned(
        "e-mail is not among",
        new CampaignMessages(List.of(Channel.SMS), USUAL, null, null, "Your card"));
    // Nobody pays for parts of what is no text message.
    assertEquals(
        List.of(),
        with(List.of(Channel.EMAIL), "{code} ê" + "a".repeat(420), null, null).warnings());
  }

  @Test
  void samples_are_no_cards_and_fill_every_token() {
    Map<String, String> samples = SampleValues.of(null, null, null, Locale.ENGLISH);
    Map<String, String> known =
        SampleValues.of("Acme", new Money(125000, "USD"), "Acorn", Locale.FRENCH);

    for (Map<String, String> values :
        List.of(
            samples,
            known,
            SampleValues.LONGEST,
            SampleValues.longest(null, null, null, Locale.ENGLISH))) {
      assertEquals(java.util.Set.copyOf(MessageTemplate.TOKENS), values.keySet());
    }
    assertEquals("XXXX-SAMPLE", samples.get("code"));
    assertEquals("USD 25.00", samples.get("value"));
    assertEquals("Acme 1 250,00 USD Acorn", fill("{brand} {value} {client_name}", known));
    assertEquals(
        "n".repeat(25), SampleValues.longest("Acme", null, null, Locale.ENGLISH).get("first_name"));
    assertEquals("Acme", SampleValues.longest("Acme", null, null, Locale.ENGLISH).get("brand"));
  }

  @Test
  void variables_are_filled_in_by_their_number() {
    CampaignMessages messages =
        with(List.of(Channel.WHATSAPP), null, SID, Map.of("1", "Hi {first_name}", "2", "{code}"));

    assertEquals(
        Map.of("1", "Hi Ada", "2", "GC{brand}"),
        messages.filledVariables(Map.of("first_name", "Ada", "code", "GC{brand}")));
  }

  private static void assertWarned(String words, CampaignMessages messages) {
    List<String> warnings = messages.warnings();
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains(words), warnings.toString());
  }

  private static List<String> faults(String text) {
    return new MessageTemplate(text).faults();
  }

  private static String misfit(String sid, Map<String, String> variables) {
    return with(List.of(Channel.WHATSAPP), USUAL, sid, variables).misfits().get(0).pointer();
  }

  private static CampaignMessages with(
      List<Channel> channels, String text, String sid, Map<String, String> variables) {
    return new CampaignMessages(channels, text, sid, variables, null);
  }

  private static String fill(String text, Map<String, String> values) {
    return new MessageTemplate(text).fill(values);
  }
}
