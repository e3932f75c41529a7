package scrip.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import scrip.problem.Fault;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Reads a JSON object member by member and remembers every fault, so that a caller hears all of
 * them at once: {@link #done()} throws them. Members that nobody asked for are faults too, and so
 * are duplicates and control characters.
 */
public final class JsonBody {

  private static final ObjectReader JSON =
      JsonMapper.builder(
              JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .reader();
  private static final Pattern CONTROL =
      Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}\\p{Cs}\\u202a-\\u202e\\u2066-\\u2069]");

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

  private final String pointer;
  private final JsonNode node;
  private final List<Fault> faults;
  private final Set<String> asked = new HashSet<>();

  private JsonBody(String pointer, JsonNode node, List<Fault> faults) {
    this.pointer = pointer;
    this.node = node;
    this.faults = faults;
  }

  /**
   * Parses a body.
   *
   * @throws Refused body-too-large; invalid-request, when it is no JSON object in UTF-8
   */
  public static JsonBody of(byte[] body, int atMost) {
    if (body.length > atMost) {
      throw new Refused(RequestRefusal.BODY_TOO_LARGE, "Send at most " + atMost + " bytes.");
    }
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
      JsonNode node = JSON.readTree(text);
      if (node == null || !node.isObject()) {
        throw Refused.invalid("", "the body must be a JSON object");
      }
      return new JsonBody("", node, new ArrayList<>());
    } catch (CharacterCodingException e) {
      throw Refused.invalid("", "the body is not valid UTF-8");
    } catch (IOException e) {
      throw Refused.invalid("", "the body is not valid JSON, or has a member twice");
    }
  }

  /** A text of at most so many characters; null and a fault when it is required and absent. */
  public String text(String member, boolean required, int atMost) {
    JsonNode value = member(member);
    if (value == null) {
      if (required) {
        fault(member, "is required");
      }
      return null;
    }
    if (!value.isTextual()) {
      fault(member, "must be a text");
      return null;
    }
    String text = value.textValue();
    if (text.isBlank() || text.length() > atMost || CONTROL.matcher(text).find()) {
      fault(member, "must be 1 to " + atMost + " characters, no control characters among them");
      return null;
    }
    return text;
  }

  /** A whole number within bounds, or the default when it is absent. */
  public int number(String member, int from, int to, int otherwise) {
    JsonNode value = member(member);
    if (value == null) {
      return otherwise;
    }
    if (!value.isIntegralNumber()
        || !value.canConvertToInt()
        || value.intValue() < from
        || value.intValue() > to) {
      fault(member, "must be a whole number from " + from + " to " + to);
      return otherwise;
    }
    return value.intValue();
  }

  /**
   * A list of 1 to so many different whole numbers, none below 1; null and a fault when it is
   * required and absent.
   */
  public List<Long> numbers(String member, boolean required, int atMost) {
    JsonNode value = member(member);
    if (value == null) {
      if (required) {
        fault(member, "is required");
      }
      return null;
    }
    Set<Long> numbers = new LinkedHashSet<>();
    boolean whole = value.isArray() && !value.isEmpty() && value.size() <= atMost;
    for (JsonNode each : value) {
      whole = whole && each.isIntegralNumber() && each.canConvertToLong() && each.longValue() > 0;
      if (whole) {
        numbers.add(each.longValue());
      }
    }
    if (!whole) {
      fault(member, "must be a list of 1 to " + atMost + " whole numbers");
      return null;
    }
    return List.copyOf(numbers);
  }

  /** An id in the form of a UUID; null and a fault when it is required and absent. */
  public UUID uuid(String member, boolean required) {
    String text = text(member, required, 36);
    if (text == null) {
      return null;
    }
    if (!UUID_FORM.matcher(text).matches()) {
      fault(member, "must be a UUID");
      return null;
    }
    return UUID.fromString(text);
  }

  /** An object within this one, which shares its list of faults; null when it is absent. */
  public JsonBody object(String member) {
    JsonNode value = member(member);
    if (value != null && !value.isObject()) {
      fault(member, "must be an object");
      return null;
    }
    return value == null ? null : new JsonBody(pointer + "/" + member, value, faults);
  }

  public void fault(String member, String detail) {
    faults.add(new Fault(pointer + "/" + member, detail));
  }

  /** Notes members that nobody asked for. To be called on each object once everything was asked. */
  public JsonBody closed() {
    node.fieldNames()
        .forEachRemaining(
            name -> {
              if (asked.add(name)) {
                String shown = name.length() > 40 ? name.substring(0, 40) : name;
                fault(shown.replace("~", "~0").replace("/", "~1"), "is not known here");
              }
            });
    return this;
  }

  /**
   * Ends the reading.
   *
   * @throws Refused invalid-request with all faults, when there are any
   */
  public void done() {
    closed();
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
  }

  private JsonNode member(String name) {
    asked.add(name);
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }
}
