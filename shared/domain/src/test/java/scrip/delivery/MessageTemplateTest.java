package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTemplateTest {

  @Test
  void tokens_are_filled_in_wherever_and_as_often_as_they_stand() {
    String filled =
        fill(
            "Hi {first_name}, your {value} {brand} card: {code}. {code}{number}",
            Map.of(
                "first_name", "Ada",
                "value", "USD 25.00",
                "brand", "Acme",
                "code", "GC1",
                "number", "99"));

    assertEquals("Hi Ada, your USD 25.00 Acme card: GC1. GC199", filled);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{code}",
        "{{code}}",
        "{first_name",
        "$0 $1 ${code} $",
        "C:\\new\\{code}\\",
        "\\",
        "100% {}",
        "😀 {brand}",
        " padded "
      })
  void a_value_is_taken_as_it_is_and_never_read_again(String value) {
    String filled = fill("a {first_name}|{code}", Map.of("first_name", value, "code", "SECRET"));

    assertEquals("a " + value + "|SECRET", filled);
  }

  @Test
  void a_token_without_a_value_vanishes_with_the_space_before_it() {
    assertEquals("Hi, your code", fill("Hi {first_name}, your code", Map.of()));
    assertEquals("Hi, your code", fill("Hi {first_name}, your code", Map.of("first_name", "")));
    assertEquals("code GC1", fill("code {code} {number}", Map.of("code", "GC1")));
    assertEquals("", fill("{first_name}", Map.of()));
    assertEquals("Hi!", fill("Hi {first_name} {last_name}!", Map.of()));
    assertEquals("Hi!", fill("Hi{first_name}!", Map.of()));
  }

  @Test
  void what_is_no_token_stays_as_it_was_written() {
    String text = "{ code } {Code} {code {} }{ $1 \\n 100%";

    assertEquals(text, fill(text, Map.of("code", "SECRET")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{code} | 0",
        "{code} {number} {first_name} {last_name} {brand} {value} {client_name} {expires_on} | 0",
        "no token at all | 0",
        "{name} | 1",
        "{Code} | 1",
        "{ code } | 1",
        "{} | 1",
        "{code | 1",
        "code} | 1",
        "{{code}} | 1",
        "} {code} { | 1",
        "{name} {code | 2"
      })
  void braces_stand_around_known_tokens_and_nothing_else(String text, int faults) {
    assertEquals(faults, new MessageTemplate(text).faults().size());
  }

  private static String fill(String text, Map<String, String> values) {
    return new MessageTemplate(text).fill(values);
  }
}
