package scrip.testing.twilio;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import scrip.testing.twilio.TwilioLedger.Message;

/** Posts status callbacks that need not be true, and counts how they were answered. */
final class TwilioReports {

  // What a service can bear; Twilio has a limit too.
  private static final int AT_A_TIME = 24;

  private final HttpClient http =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
  private final Semaphore free = new Semaphore(AT_A_TIME);
  private final AtomicInteger open = new AtomicInteger();
  private final TwilioStandIn twilio;
  private final Consumer<String> count;

  /** Whose signature a report carries. */
  enum Signed {
    BY_TWILIO,
    BY_ANOTHER,
    BY_NOBODY
  }

  TwilioReports(TwilioStandIn twilio, Consumer<String> count) {
    this.twilio = twilio;
    this.count = count;
  }

  /** Posts; who posts waits while too many are under way. */
  void post(Message message, String word, int code, Signed signed) {
    post(message.statusCallback(), message, message.sid(), word, code, signed);
  }

  /** Posts about a message that nobody ever gave. */
  void postOfAnother(Message like, String sid, String word) {
    String url = like.statusCallback().replaceAll("\\?.*", "");
    post(url, like, sid, word, 0, Signed.BY_TWILIO);
  }

  private void post(String url, Message message, String sid, String word, int code, Signed signed) {
    Map<String, String> form = form(message, sid, word, code);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(15))
            .header("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
            .POST(HttpRequest.BodyPublishers.ofString(encoded(form)));
    if (signed == Signed.BY_TWILIO) {
      request.header("X-Twilio-Signature", twilio.signature(url, form));
    } else if (signed == Signed.BY_ANOTHER) {
      request.header("X-Twilio-Signature", twilio.signature(url + "x", form));
    }
    String what = signed == Signed.BY_TWILIO ? "report answered " : "forged report answered ";
    open.incrementAndGet();
    free.acquireUninterruptibly();
    http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding())
        .handle(
            (answer, failure) -> {
              free.release();
              count.accept(what + (failure == null ? answer.statusCode() : gone(failure)));
              open.decrementAndGet();
              return null;
            });
  }

  private static String gone(Throwable failure) {
    return failure instanceof IOException || failure.getCause() instanceof IOException
        ? "by nobody"
        : failure.toString();
  }

  /** How many are under way. */
  int open() {
    return open.get();
  }

  private static Map<String, String> form(Message message, String sid, String word, int code) {
    Map<String, String> form = new TreeMap<>();
    form.put("MessageSid", sid);
    form.put("SmsSid", sid);
    form.put("MessageStatus", word);
    form.put("SmsStatus", word);
    form.put("To", message.to());
    form.put("From", message.from());
    form.put("ApiVersion", "2010-04-01");
    if (code != 0) {
      form.put("ErrorCode", Integer.toString(code));
    }
    return form;
  }

  private static String encoded(Map<String, String> form) {
    return form.entrySet().stream()
        .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
        .collect(Collectors.joining("&"));
  }
}
