package scrip.function.twiliocallback;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scrip.problem.Fault;
import scrip.problem.Refused;

/** The fields of a body, each once. */
final class Fields {

  private static final int AT_MOST = 200;

  private Fields() {}

  /**
   * Of a form.
   *
   * @throws Refused invalid-request, for a malformed one, or with a field twice: a signature would
   *     be of one of the two
   */
  static Map<String, String> ofForm(byte[] body) {
    Map<String, List<String>> read;
    try {
      // A semicolon is a character like others, as it is for who signed.
      read =
          new QueryStringDecoder(new String(body, UTF_8), UTF_8, false, AT_MOST + 1, true)
              .parameters();
    } catch (IllegalArgumentException e) {
      throw Refused.invalid("", "the body is no form: it has a broken escape");
    }
    if (read.values().stream().mapToInt(List::size).sum() > AT_MOST) {
      throw Refused.invalid("", "must have at most " + AT_MOST + " fields");
    }
    // Names are not shown: whoever sends them chooses them.
    long twice = read.values().stream().filter(values -> values.size() > 1).count();
    if (twice > 0) {
      throw Refused.invalid(List.of(new Fault("", twice + " fields are there more than once")));
    }
    Map<String, String> fields = new HashMap<>();
    read.forEach((name, values) -> fields.put(name, values.get(0)));
    return fields;
  }

  /** Of a JSON object: its texts and numbers. Empty when it is none. */
  static Optional<Map<String, String>> ofJson(String body) {
    try {
      Map<String, String> fields = new HashMap<>();
      new JsonObject(body)
          .forEach(
              member -> {
                if (member.getValue() instanceof String || member.getValue() instanceof Number) {
                  fields.put(member.getKey(), member.getValue().toString());
                }
              });
      return Optional.of(fields);
    } catch (DecodeException | ClassCastException e) {
      return Optional.empty();
    }
  }
}
