package scrip.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.problem.Fault;
import scrip.problem.Refused;

class OddBodyTest {

  @Test
  void the_pointer_to_an_unknown_member_is_a_json_pointer() {
    JsonBody body = JsonBody.of("{\"a/b~c\":1}".getBytes(UTF_8), 100);

    Refused refused = assertThrows(Refused.class, body::done);

    assertEquals(
        List.of(new Fault("/a~1b~0c", "is not known here")), refused.members().get("errors"));
  }

  @Test
  void a_fault_is_said_once_when_the_body_was_closed_before() {
    JsonBody body = JsonBody.of("{\"a\":1}".getBytes(UTF_8), 100).closed();

    Refused refused = assertThrows(Refused.class, body::done);

    assertEquals(1, ((List<?>) refused.members().get("errors")).size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"\\u0085", "\\u009b", "\\u2028", "\\u202e", "\\ud800"})
  void other_control_characters_and_broken_surrogates_are_faults_too(String c) {
    JsonBody body = JsonBody.of(("{\"a\":\"x" + c + "\"}").getBytes(UTF_8), 100);

    assertNull(body.text("a", true, 10));
  }
}
