package scrip.testing.twilio;

import io.netty.handler.codec.http.QueryStringEncoder;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import scrip.testing.twilio.TwilioLedger.Message;

/** The ledger and the errors as Twilio's API words them. */
final class TwilioResources {

  private static final DateTimeFormatter RFC_2822 =
      DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss Z", Locale.US)
          .withZone(ZoneOffset.UTC);
  private static final Set<String> FILTERS =
      Set.of("To", "From", "DateSent>", "DateSent<", "Page", "PageSize");

  private TwilioResources() {}

  static JsonObject error(TwilioFault fault) {
    return new JsonObject()
        .put("code", fault.code())
        .put("message", fault.message())
        .put("more_info", "https://www.twilio.com/docs/errors/" + fault.code())
        .put("status", fault.status());
  }

  static JsonObject message(Message message, String accountSid) {
    Map<String, List<String>> more = message.sent().more();
    String service = more.getOrDefault("MessagingServiceSid", List.of("")).get(0);
    String uri = "/2010-04-01/Accounts/" + accountSid + "/Messages/" + message.sid();
    String accepted = RFC_2822.format(message.acceptedAt());
    return new JsonObject()
        .put("account_sid", accountSid)
        .put("api_version", "2010-04-01")
        .put("body", message.redacted() ? "" : message.body())
        .put("date_created", accepted)
        .put("date_sent", message.status().equals("queued") ? null : accepted)
        .put("date_updated", accepted)
        .put("direction", "outbound-api")
        .put("error_code", message.errorCode() == 0 ? null : message.errorCode())
        .put("error_message", null)
        .put("from", message.from().equals(service) ? null : message.from())
        .put("messaging_service_sid", service.isEmpty() ? null : service)
        .put("num_media", Integer.toString(more.getOrDefault("MediaUrl", List.of()).size()))
        .put("num_segments", "1")
        .put("price", null)
        .put("price_unit", "USD")
        .put("sid", message.sid())
        .put("status", message.status())
        .put("subresource_uris", new JsonObject().put("media", uri + "/Media.json"))
        .put("to", message.to())
        .put("uri", uri + ".json");
  }

  /** Twilio's page of messages, newest first; IllegalArgumentException on an unknown filter. */
  static JsonObject list(
      TwilioLedger ledger, String accountSid, String path, Map<String, List<String>> query) {
    if (!FILTERS.containsAll(query.keySet())) {
      throw new IllegalArgumentException("The stand-in filters by " + FILTERS + " only.");
    }
    int page = Integer.parseInt(query.getOrDefault("Page", List.of("0")).get(0));
    int size = Integer.parseInt(query.getOrDefault("PageSize", List.of("50")).get(0));
    var found = new ArrayList<Message>();
    ledger
        .newestFirst()
        .filter(message -> query.entrySet().stream().allMatch(field -> matches(message, field)))
        .skip((long) page * size)
        .limit(size + 1L)
        .forEach(found::add);
    boolean more = found.size() > size;
    JsonArray messages = new JsonArray();
    found.stream().limit(size).forEach(message -> messages.add(message(message, accountSid)));
    return new JsonObject()
        .put("messages", messages)
        .put("page", page)
        .put("page_size", size)
        .put("start", page * size)
        .put("end", page * size + Math.max(0, messages.size() - 1))
        .put("uri", pageUri(path, query, page))
        .put("first_page_uri", pageUri(path, query, 0))
        .put("previous_page_uri", page == 0 ? null : pageUri(path, query, page - 1))
        .put("next_page_uri", more ? pageUri(path, query, page + 1) : null);
  }

  private static boolean matches(Message message, Map.Entry<String, List<String>> filter) {
    String value = filter.getValue().get(0);
    return switch (filter.getKey()) {
      case "To" -> message.to().equals(value);
      case "From" -> message.from().equals(value);
      case "DateSent>" -> !message.acceptedAt().isBefore(instant(value));
      case "DateSent<" -> !message.acceptedAt().isAfter(instant(value));
      default -> true;
    };
  }

  /** The SDK writes a time in UTC without saying so, or a date alone. */
  private static Instant instant(String value) {
    String time = value.contains("T") ? value : value + "T00:00:00";
    return Instant.parse(time.endsWith("Z") ? time : time + "Z");
  }

  private static String pageUri(String path, Map<String, List<String>> query, int page) {
    QueryStringEncoder uri = new QueryStringEncoder(path);
    query.forEach((name, values) -> values.forEach(value -> addUnlessPage(uri, name, value)));
    uri.addParam("Page", Integer.toString(page));
    return uri.toString();
  }

  private static void addUnlessPage(QueryStringEncoder uri, String name, String value) {
    if (!name.equals("Page")) {
      uri.addParam(name, value);
    }
  }
}
