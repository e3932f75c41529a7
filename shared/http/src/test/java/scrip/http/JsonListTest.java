package scrip.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.problem.Refused;

class JsonListTest {

  @Test
  void numbers_are_read_once_each() {
    assertEquals(List.of(3L, 1L), body("{\"a\":[3,1,3]}").numbers("a", true, 3));
    assertNull(body("{}").numbers("a", false, 3));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[]", "[1,2,3,4]", "[0]", "[-1]", "[1.5]", "[\"1\"]", "{}", "7", "[null]"})
  void what_is_no_list_of_numbers_is_a_fault(String list) {
    JsonBody json = body("{\"a\":" + list + "}");

    assertNull(json.numbers("a", true, 3));
    assertThrows(Refused.class, json::done);
  }

  @Test
  void an_id_is_a_whole_uuid() {
    UUID id = UUID.randomUUID();
    JsonBody json = body("{\"a\":\"" + id + "\",\"b\":\"1-1-1-1-1\"}");

    assertEquals(id, json.uuid("a", true));
    assertNull(json.uuid("b", true));
    assertThrows(Refused.class, json::done);
  }

  @Test
  void a_cursor_comes_back_as_it_was_and_a_broken_one_is_refused() {
    assertArrayEquals(new String[] {"7", ""}, Page.parts(Page.cursor("7", ""), 2));
    assertNull(Page.parts(null, 1));
    assertThrows(Refused.class, () -> Page.parts(Page.cursor("7"), 2));
    assertThrows(Refused.class, () -> Page.parts("no!", 1));
    assertThrows(Refused.class, () -> Page.limit("501"));
    assertEquals(50, Page.limit(null));
  }

  private static JsonBody body(String text) {
    return JsonBody.of(text.getBytes(StandardCharsets.UTF_8), 1000);
  }
}
