package scrip.testing.twilio;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.net.URLEncoder;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.ToIntFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import scrip.testing.twilio.TwilioLedger.Callback;
import scrip.testing.twilio.TwilioLedger.Message;

/** Moves accepted messages on and reports each step to the StatusCallback URL, signed. */
final class TwilioCallbacks {

  /** The promise that nothing leaves this machine binds callbacks too. */
  private static final Pattern THIS_MACHINE =
      Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

  private static final int LATE_BY = 20;

  private final Vertx vertx;
  private final HttpClient client;
  private final TwilioStandIn.Config config;
  private final TwilioLedger ledger;
  private final TwilioMilestones answered;

  TwilioCallbacks(
      Vertx vertx, TwilioStandIn.Config config, TwilioLedger ledger, TwilioMilestones answered) {
    this.vertx = vertx;
    this.client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(50));
    this.config = config;
    this.ledger = ledger;
    this.answered = answered;
  }

  /** Queued, sent, delivered; undelivered where the outcome is an error code other than 0. */
  void deliver(Message message, ToIntFunction<Message> outcome, TwilioReporting how) {
    int errorCode = outcome.applyAsInt(message);
    String end = errorCode == 0 ? "delivered" : "undelivered";
    String sid = message.sid();
    int slower = how == TwilioReporting.LATE ? LATE_BY : 1;
    later(
        slower,
        () -> {
          if (how == TwilioReporting.IN_REVERSE) {
            later(1, () -> report(sid, end, errorCode).compose(done -> post(sid, "sent", 0)));
          } else {
            step(sid, "sent", 0, how)
                .onSuccess(sent -> later(slower, () -> step(sid, end, errorCode, how)));
          }
        });
  }

  private Future<Callback> step(String sid, String status, int errorCode, TwilioReporting how) {
    return switch (how) {
      case LOST -> {
        ledger.change(sid, it -> it.with(status, errorCode));
        yield Future.succeededFuture(callback(status, 0, "lost on the way"));
      }
      case TWICE -> report(sid, status, errorCode).compose(first -> report(sid, status, errorCode));
      case FORGED_FIRST ->
          forge(sid, status, errorCode).transform(said -> report(sid, status, errorCode));
      default -> report(sid, status, errorCode);
    };
  }

  private void later(int times, Runnable step) {
    vertx.setTimer(Math.max(1, times * config.delayMillis()), timer -> step.run());
  }

  /** The same callback as somebody would send it who does not know the token. */
  private Future<Callback> forge(String sid, String status, int errorCode) {
    return ledger
        .find(sid)
        .filter(message -> !message.statusCallback().isEmpty())
        .map(message -> post(message.with(status, errorCode), true))
        .orElseGet(() -> Future.failedFuture("nobody to call"))
        .map(response -> callback("forged " + status, response.statusCode(), ""))
        .onSuccess(said -> ledger.change(sid, it -> it.with(said)));
  }

  /** Reports a status that the message had before. */
  private Future<Callback> post(String sid, String status, int errorCode) {
    Message message = ledger.find(sid).orElse(null);
    return message == null || message.statusCallback().isEmpty()
        ? Future.failedFuture(new NoSuchElementException("no message " + sid))
        : noted(sid, status, post(message.with(status, errorCode), false));
  }

  /** Sets the status, calls back if a URL was given, and notes the answer in the ledger. */
  Future<Callback> report(String sid, String status, int errorCode) {
    Message message = ledger.change(sid, it -> it.with(status, errorCode)).orElse(null);
    if (message == null) {
      return Future.failedFuture(new NoSuchElementException("no message " + sid));
    }
    if (message.statusCallback().isEmpty()) {
      return Future.succeededFuture(callback(status, 0, "no StatusCallback URL was given"));
    }
    return noted(sid, status, Future.succeededFuture(message).compose(it -> post(it, false)));
  }

  private Future<Callback> noted(String sid, String status, Future<HttpClientResponse> answer) {
    return answer
        .map(response -> callback(status, response.statusCode(), ""))
        .otherwise(failure -> callback(status, 0, String.valueOf(failure.getMessage())))
        .onSuccess(
            callback ->
                ledger.change(sid, it -> it.with(callback)).ifPresent(kept -> answered.reach()));
  }

  private Callback callback(String status, int httpStatus, String failure) {
    return new Callback(status, httpStatus, failure, config.clock().instant());
  }

  private Future<HttpClientResponse> post(Message message, boolean forged) {
    String url = message.statusCallback();
    String host = URI.create(url).getHost();
    if (host == null || !THIS_MACHINE.matcher(host).matches()) {
      return Future.failedFuture("not called, because it is not on this machine");
    }
    Map<String, String> form = form(message);
    // Twilio gives a callback 5 s to connect and 15 s to answer.
    RequestOptions options =
        new RequestOptions()
            .setMethod(HttpMethod.POST)
            .setAbsoluteURI(url)
            .setConnectTimeout(5_000)
            .setIdleTimeout(15_000)
            .putHeader("Content-Type", "application/x-www-form-urlencoded; charset=UTF-8")
            .putHeader("User-Agent", "TwilioProxy/1.1 (stand-in)")
            .putHeader("X-Twilio-Signature", signature(forged ? url + "/" : url, form));
    String body =
        form.entrySet().stream()
            .map(field -> field.getKey() + "=" + URLEncoder.encode(field.getValue(), UTF_8))
            .collect(Collectors.joining("&"));
    return client.request(options).compose(request -> request.send(Buffer.buffer(body)));
  }

  private Map<String, String> form(Message message) {
    Map<String, String> form = new TreeMap<>();
    form.put("MessageSid", message.sid());
    form.put("SmsSid", message.sid());
    form.put("MessageStatus", message.status());
    form.put("SmsStatus", message.status());
    form.put("To", message.to());
    form.put("From", message.from());
    form.put("AccountSid", config.accountSid());
    form.put("ApiVersion", "2010-04-01");
    if (message.errorCode() != 0) {
      form.put("ErrorCode", Integer.toString(message.errorCode()));
    }
    return form;
  }

  String signature(String url, Map<String, String> form) {
    return new TwilioSigner(config.authToken()).signature(url, form);
  }
}
