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
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
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
    String must =
        node.path(member).isTextual()
            ? "must be 1 to " + atMost + " characters, no control characters among them"
            : "must be a text";
    return read(member, required, value -> isText(value, atMost) ? value.textValue() : null, must);
  }

  private static boolean isText(JsonNode value, int atMost) {
    return value.isTextual()
        && !value.textValue().isBlank()
        && value.textValue().length() <= atMost
        && !CONTROL.matcher(value.textValue()).find();
  }

  /** A whole number within bounds, or the default when it is absent. */
  public int number(String member, int from, int to, int otherwise) {
    Long number = amount(member, false, from, to);
    return number == null ? otherwise : number.intValue();
  }

  /** Whether the member was sent, even as null: what a change leaves out stays as it is. */
  public boolean has(String member) {
    asked.add(member);
    return node.has(member);
  }

  /** An amount within bounds; null when it is absent. */
  public Long amount(String member, boolean required, long from, long to) {
    return read(
        member,
        required,
        value ->
            value.isIntegralNumber()
                    && value.canConvertToLong()
                    && value.longValue() >= from
                    && value.longValue() <= to
                ? value.longValue()
                : null,
        "must be a whole number from " + from + " to " + to);
  }

  /** True or false; null when it is absent. */
  public Boolean flag(String member, boolean required) {
    return read(
        member,
        required,
        value -> value.isBoolean() ? value.booleanValue() : null,
        "must be true or false");
  }

  /** One of these words; null when it is absent. */
  public String word(String member, boolean required, Collection<String> words) {
    return read(
        member,
        required,
        value -> value.isTextual() && words.contains(value.textValue()) ? value.textValue() : null,
        "must be one of " + String.join(", ", words));
  }

  /** One or more of these words, none of them twice; null when it is absent. */
  public List<String> words(String member, boolean required, Collection<String> words) {
    return read(
        member,
        required,
        value -> {
          List<String> chosen = list(value, JsonNode::textValue);
          return !chosen.isEmpty()
                  && words.containsAll(chosen)
                  && new HashSet<>(chosen).size() == chosen.size()
              ? chosen
              : null;
        },
        "must be a list of one or more of " + String.join(", ", words));
  }

  /**
   * A list of so many texts at most, each of at most so many characters; null when it is absent.
   */
  public List<String> texts(String member, int atMost, int charactersAtMost) {
    return read(
        member,
        false,
        value -> {
          List<String> texts =
              list(value, each -> isText(each, charactersAtMost) ? each.textValue() : null);
          return value.isArray() && texts.size() <= atMost && !texts.contains(null) ? texts : null;
        },
        "must be a list of at most "
            + atMost
            + " texts, each of 1 to "
            + charactersAtMost
            + " characters");
  }

  /**
   * A list of 1 to so many different whole numbers, none below 1; null and a fault when it is
   * required and absent.
   */
  public List<Long> numbers(String member, boolean required, int atMost) {
    return read(
        member,
        required,
        value -> {
          List<Long> numbers =
              list(
                  value,
                  each ->
                      each.isIntegralNumber() && each.canConvertToLong() && each.longValue() > 0
                          ? each.longValue()
                          : null);
          return numbers.isEmpty() || numbers.size() > atMost || numbers.contains(null)
              ? null
              : numbers.stream().distinct().toList();
        },
        "must be a list of 1 to " + atMost + " whole numbers");
  }

  private static <T> List<T> list(JsonNode value, Function<JsonNode, T> reader) {
    List<T> list = new ArrayList<>();
    if (value.isArray()) {
      value.forEach(each -> list.add(reader.apply(each)));
    }
    return list;
  }

  /** An id; null when it is absent. */
  public UUID uuid(String member, boolean required) {
    return read(
        member,
        required,
        value ->
            value.isTextual() && UUID_FORM.matcher(value.textValue()).matches()
                ? UUID.fromString(value.textValue())
                : null,
        "must be an id, as in 0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b");
  }

  /** A moment in ISO 8601 with its offset, between the years 2000 and 2199; null when absent. */
  public Instant time(String member, boolean required) {
    JsonNode value = required(member, required);
    if (value == null) {
      return null;
    }
    try {
      OffsetDateTime time = OffsetDateTime.parse(value.isTextual() ? value.textValue() : "");
      if (time.getYear() >= 2000 && time.getYear() < 2200) {
        return time.toInstant().truncatedTo(ChronoUnit.MICROS);
      }
    } catch (DateTimeParseException e) {
      // The fault below says it.
    }
    fault(member, "must be a moment, as in 2026-01-31T08:00:00Z");
    return null;
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

  private <T> T read(
      String member, boolean required, Function<JsonNode, T> reader, String otherwise) {
    JsonNode value = required(member, required);
    T read = value == null ? null : reader.apply(value);
    if (value != null && read == null) {
      fault(member, otherwise);
    }
    return read;
  }

  private JsonNode required(String member, boolean required) {
    JsonNode value = member(member);
    if (value == null && required) {
      fault(member, "is required");
    }
    return value;
  }

  private JsonNode member(String name) {
    asked.add(name);
    JsonNode value = node.get(name);
    return value == null || value.isNull() ? null : value;
  }
}
