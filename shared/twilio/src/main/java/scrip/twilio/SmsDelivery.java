package scrip.twilio;

import com.twilio.exception.ApiException;
import com.twilio.http.HttpClient;
import com.twilio.http.Request;
import com.twilio.http.Response;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Message;
import com.twilio.rest.api.v2010.account.MessageCreator;
import com.twilio.type.PhoneNumber;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import scrip.delivery.Channel;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.MessageSender;
import scrip.delivery.Report;
import scrip.ops.PublicConfig;
import scrip.problem.Refused;
import scrip.secrets.SecretStore;

/**
 * Text messages through Twilio's API. One call, never repeated here; its outcome says who may try
 * again. The attempt id travels in the callback address, so that a callback can tell of a call
 * whose answer was lost.
 */
@ApplicationScoped
public class SmsDelivery implements MessageSender {

  private final TwilioConfig config;
  private final PublicConfig here;
  private final SecretStore secrets;
  private final TwilioHttp http;

  public SmsDelivery(TwilioConfig config, PublicConfig here, SecretStore secrets) {
    this.config = config;
    this.here = here;
    this.secrets = secrets;
    this.http = new TwilioHttp(config);
  }

  @Override
  public Channel channel() {
    return Channel.SMS;
  }

  @Override
  public DeliveryOutcome send(scrip.delivery.Message given) {
    UUID attempt = given.attempt();
    String to = given.to();
    String body = ((scrip.delivery.Message.Content.Text) given.content()).body();
    Answers answers = new Answers(http);
    try {
      Map<String, String> account = secrets.read("twilio");
      if (account.get("account") == null || account.get("token") == null) {
        return new DeliveryOutcome.Misconfigured(
            null, "The secret 'twilio' lacks its account or token.");
      }
      TwilioRestClient client =
          new TwilioRestClient.Builder(account.get("account"), account.get("token"))
              .httpClient(answers)
              .build();
      Message message = creator(account, attempt, to, body).create(client);
      return message == null || message.getSid() == null
          ? new DeliveryOutcome.Unknown("Twilio answered without a message id")
          : new DeliveryOutcome.Accepted(message.getSid());
    } catch (Refused notConfigured) {
      return new DeliveryOutcome.Misconfigured(null, notConfigured.getMessage());
    } catch (TwilioHttp.NotConnectedException e) {
      return new DeliveryOutcome.NotConnected("no connection to Twilio was made");
    } catch (TwilioHttp.AnswerLostException e) {
      return new DeliveryOutcome.Unknown("the answer of Twilio was lost");
    } catch (ApiException e) {
      return outcome(e, answers);
    }
  }

  private MessageCreator creator(
      Map<String, String> account, UUID attempt, String to, String body) {
    PhoneNumber recipient = new PhoneNumber(to);
    String service = account.get("messagingService");
    MessageCreator creator =
        service == null
            ? Message.creator(recipient, new PhoneNumber(account.get("from")), body)
            : Message.creator(recipient, service, body);
    return creator
        .setStatusCallback(URI.create(here.publicUrl() + "/api/twilio/status?attempt=" + attempt))
        .setValidityPeriod((int) config.validity().toSeconds());
  }

  private static DeliveryOutcome outcome(ApiException e, Answers answers) {
    int status = answers.status;
    if (status == 0 || status < 300) {
      // Whatever went wrong after a good answer, or before we saw one: the message may be on its
      // way.
      return new DeliveryOutcome.Unknown("the answer of Twilio could not be read");
    }
    // A gateway that gave up does not know what its server did.
    if (status >= 500 && e.getCode() == null) {
      return new DeliveryOutcome.Unknown(
          "Twilio answered " + status + " without saying what became of it");
    }
    Report.Failure failure = TwilioCodes.failure(e.getCode(), status);
    return switch (failure.kind()) {
      case PERMANENT, OPTED_OUT, PERMANENT_ALERT ->
          new DeliveryOutcome.Permanent(e.getCode(), failure.text());
      case TRANSIENT, TRANSIENT_ONCE -> new DeliveryOutcome.Transient(e.getCode(), failure.text());
      case MISCONFIGURED -> new DeliveryOutcome.Misconfigured(e.getCode(), failure.text());
      case THROTTLED ->
          new DeliveryOutcome.Throttled(
              e.getCode(), failure.text(), answers.retryAfter(failure.hold()));
    };
  }

  /** Keeps status and Retry-After of the one answer, which the SDK's exceptions do not carry. */
  private static final class Answers extends HttpClient {
    private final TwilioHttp http;
    private int status;
    private String retryAfter;

    Answers(TwilioHttp http) {
      this.http = http;
    }

    @Override
    public Response reliableRequest(Request request) {
      // The SDK would repeat a request that failed; a message must not be given twice.
      return makeRequest(request);
    }

    @Override
    public Response makeRequest(Request request) {
      Response response = http.makeRequest(request);
      status = response.getStatusCode();
      for (var header : response.getHeaders()) {
        if (header.getName().equalsIgnoreCase("retry-after")) {
          retryAfter = header.getValue();
        }
      }
      return response;
    }

    Duration retryAfter(Duration otherwise) {
      return retryAfter != null && retryAfter.matches("\\d{1,6}")
          ? Duration.ofSeconds(Math.max(1, Long.parseLong(retryAfter)))
          : otherwise;
    }
  }
}
