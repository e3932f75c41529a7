package scrip.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.problem.Fault;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

class JsonBodyTest {

  private static final int LIMIT = 16_384;

  @Test
  void members_are_read_and_a_body_without_faults_is_done() {
    JsonBody body =
        body("{\"code\":\"ACEF-GHJK-234X\",\"condition\":2,\"contact\":{\"phone\":\"+1 500\"}}");

    assertEquals("ACEF-GHJK-234X", body.text("code", true, 60));
    assertEquals(2, body.number("condition", 1, 3, 1));
    JsonBody contact = body.object("contact");
    assertEquals("+1 500", contact.text("phone", false, 40));
    contact.closed();
    body.done();
  }

  @Test
  void what_is_absent_or_null_has_its_default() {
    JsonBody body = body("{\"a\":null,\"b\":null,\"c\":null}");

    assertNull(body.text("a", false, 10));
    assertEquals(7, body.number("b", 1, 9, 7));
    assertNull(body.object("c"));
    assertNull(body.text("d", false, 10));
    assertEquals(7, body.number("e", 1, 9, 7));
    assertNull(body.object("f"));
    body.done();
  }

  @Test
  void all_faults_are_said_at_once_and_in_the_order_of_reading() {
    JsonBody body =
        body(
            "{\"number\":9,\"text\":5,\"object\":[],\"inner\":{\"phone\":\"\",\"fax\":1},\"more\":true}");
    body.text("required", true, 10);
    body.text("nothing", true, 10);
    body.text("text", true, 10);
    body.number("number", 1, 3, 1);
    body.object("object");
    JsonBody inner = body.object("inner");
    inner.text("phone", true, 10);
    inner.closed();

    List<Fault> faults = faults(body);

    assertEquals(
        List.of(
            "/required",
            "/nothing",
            "/text",
            "/number",
            "/object",
            "/inner/phone",
            "/inner/fax",
            "/more"),
        faults.stream().map(Fault::pointer).toList());
  }

  @Test
  void a_member_that_nobody_asked_for_is_a_fault_even_when_it_is_null() {
    JsonBody body = body("{\"code\":\"ABCD\",\"Code\":\"ABCD\",\"admin\":null}");
    body.text("code", true, 10);

    assertEquals(
        List.of(new Fault("/Code", "is not known here"), new Fault("/admin", "is not known here")),
        faults(body));
  }

  @Test
  void a_long_name_of_an_unknown_member_is_not_echoed_at_length() {
    JsonBody body = body("{\"" + "x".repeat(10_000) + "\":1}");

    assertEquals("/" + "x".repeat(40), faults(body).get(0).pointer());
  }

  @Test
  void faults_never_show_the_value() {
    JsonBody body = body("{\"code\":\"SECRET\\u0000\",\"number\":666,\"inner\":\"SECRET\"}");
    body.text("code", true, 10);
    body.number("number", 1, 3, 1);
    body.object("inner");

    String said = faults(body).toString();

    assertFalse(said.contains("SECRET") || said.contains("666"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":1,\"a\":2}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "{\"a\":\"1\",\"\\u0061\":\"2\"}"
      })
  void a_member_that_is_there_twice_is_refused_at_any_depth(String json) {
    assertInvalid(json, "the body is not valid JSON, or has a member twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}{}",
        "{} x",
        "{}]",
        "{},",
        "{\"a\":1",
        "{\"a\":}",
        "{'a':1}",
        "{a:1}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":1,}",
        "{\"a\":\"\u0000\"}",
        "{\"a\":\"line\nbreak\"}",
        "{} // comment",
        "\ufeff{}",
        "code=ABCD"
      })
  void what_is_no_json_is_refused(String json) {
    assertInvalid(json, "the body is not valid JSON, or has a member twice");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "null", "[]", "[{}]", "\"text\"", "1", "true"})
  void what_is_no_object_is_refused(String json) {
    assertInvalid(json, "the body must be a JSON object");
  }

  @Test
  void what_is_no_utf_8_is_refused() {
    byte[] latin = "{\"a\":\"é\"}".getBytes(ISO_8859_1);
    byte[] overlong = {'{', '"', (byte) 0xC0, (byte) 0xA2, '"', ':', '1', '}'};
    byte[] surrogate = {'{', '"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"', ':', '1', '}'};
    byte[] cut = {'{', '"', (byte) 0xF0, (byte) 0x9F};
    byte[] utf16 = "{}".getBytes(java.nio.charset.StandardCharsets.UTF_16);

    for (byte[] body : List.of(latin, overlong, surrogate, cut, utf16)) {
      assertEquals(List.of(new Fault("", "the body is not valid UTF-8")), faults(body, LIMIT));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"[", "{\"a\":", "[{\"a\":"})
  void brackets_as_deep_as_the_limit_lets_them_do_not_overflow_the_stack(String bracket) {
    String deep = "{\"a\":" + bracket.repeat(LIMIT / bracket.length() - 5);

    assertInvalid(deep, "the body is not valid JSON, or has a member twice");
  }

  @Test
  void a_hundred_thousand_brackets_are_too_large_and_would_not_overflow_the_stack_either() {
    byte[] deep = ("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}").getBytes(UTF_8);

    Refused refused = assertThrows(Refused.class, () -> JsonBody.of(deep, LIMIT));

    assertEquals(RequestRefusal.BODY_TOO_LARGE, refused.refusal());
    assertEquals(1, faults(deep, 1_000_000).size());
  }

  @Test
  void numbers_as_long_as_the_body_are_faults_and_quickly() {
    String digits = "9".repeat(LIMIT - 100);

    assertInvalid("{\"a\":" + digits + "}", "the body is not valid JSON, or has a member twice");
    JsonBody exponent = body("{\"a\":1e999999999}");
    assertEquals(1, exponent.number("a", 1, 3, 1));
    assertEquals(1, faults(exponent).size());
  }

  @Test
  void a_body_may_be_as_large_as_the_limit_and_no_larger() {
    byte[] largest = ("{\"a\":\"" + "é".repeat(4) + "\"}").getBytes(UTF_8);

    JsonBody.of(largest, largest.length);
    Refused refused = assertThrows(Refused.class, () -> JsonBody.of(largest, largest.length - 1));

    assertEquals(RequestRefusal.BODY_TOO_LARGE, refused.refusal());
    assertEquals("Send at most 15 bytes.", refused.getMessage());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "\\t", "a\\u0000b", "a\\nb", "a\\u001bb", "a\\u007fb", "12345678901"})
  void a_text_that_is_blank_or_too_long_or_has_control_characters_is_a_fault(String value) {
    JsonBody body = body("{\"a\":\"" + value + "\"}");

    assertNull(body.text("a", false, 10));

    assertEquals(
        List.of(new Fault("/a", "must be 1 to 10 characters, no control characters among them")),
        faults(body));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "1234567890", " a ", "é漢😀", "a\\\"b", "a\\\\b", "<b>", "'; --"})
  void any_other_text_is_taken_as_it_is(String value) {
    JsonBody body = body("{\"a\":\"" + value + "\"}");

    String text = body.text("a", true, 10);

    assertEquals(value.replace("\\\"", "\"").replace("\\\\", "\\"), text);
    body.done();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "true", "[]", "{}", "[\"a\"]"})
  void what_is_no_text_is_a_fault(String value) {
    JsonBody body = body("{\"a\":" + value + "}");

    assertNull(body.text("a", true, 10));

    assertEquals(List.of(new Fault("/a", "must be a text")), faults(body));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "4",
        "-1",
        "1.5",
        "1.0",
        "1e0",
        "\"1\"",
        "true",
        "[]",
        "{}",
        "4294967297",
        "18446744073709551617"
      })
  void what_is_no_whole_number_within_its_bounds_is_a_fault(String value) {
    JsonBody body = body("{\"a\":" + value + "}");

    assertEquals(1, body.number("a", 1, 3, 1));

    assertEquals(List.of(new Fault("/a", "must be a whole number from 1 to 3")), faults(body));
  }

  @Test
  void the_bounds_of_a_number_belong_to_it() {
    assertEquals(1, body("{\"a\":1}").number("a", 1, 3, 2));
    assertEquals(3, body("{\"a\":3}").number("a", 1, 3, 2));
  }

  private static JsonBody body(String json) {
    return JsonBody.of(json.getBytes(UTF_8), LIMIT);
  }

  private static void assertInvalid(String json, String detail) {
    assertEquals(List.of(new Fault("", detail)), faults(json.getBytes(UTF_8), LIMIT));
  }

  private static List<Fault> faults(byte[] body, int atMost) {
    return faults(assertThrows(Refused.class, () -> JsonBody.of(body, atMost)));
  }

  private static List<Fault> faults(JsonBody body) {
    return faults(assertThrows(Refused.class, body::done));
  }

  private static List<Fault> faults(Refused refused) {
    assertEquals(RequestRefusal.INVALID_REQUEST, refused.refusal());
    return ((List<?>) refused.members().get("errors")).stream().map(Fault.class::cast).toList();
  }
}
