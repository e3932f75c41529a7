package scrip.twilio;

import com.twilio.exception.ApiException;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Message;
import com.twilio.rest.api.v2010.account.MessageCreator;
import com.twilio.type.PhoneNumber;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.Message.Content;
import scrip.ops.PublicConfig;
import scrip.problem.Refused;
import scrip.secrets.SecretStore;

/**
 * Messages through Twilio's API. One call, never repeated here; its outcome says who may try again.
 * The attempt id travels in the callback address, so that a callback can tell of a call whose
 * answer was lost.
 */
@ApplicationScoped
public class TwilioMessages {

  private final TwilioConfig config;
  private final PublicConfig here;
  private final SecretStore secrets;
  private final TwilioHttp http;
  private volatile Client client = new Client(null, null, null);

  public TwilioMessages(TwilioConfig config, PublicConfig here, SecretStore secrets) {
    this.config = config;
    this.here = here;
    this.secrets = secrets;
    this.http = new TwilioHttp(config);
  }

  /** The SDK's client is costly to make, and of one account. */
  private record Client(String account, String token, TwilioRestClient rest) {}

  DeliveryOutcome send(scrip.delivery.Message given, Addresses addresses) {
    LastAnswer answer = http.lastAnswer();
    try {
      Map<String, String> account = secrets.read("twilio");
      if (account.get("account") == null || account.get("token") == null) {
        return new DeliveryOutcome.Misconfigured(
            null, "The secret 'twilio' lacks its account or token.");
      }
      if (addresses.service(account) == null && addresses.from(account) == null) {
        return new DeliveryOutcome.Misconfigured(null, addresses.missing());
      }
      Message message = creator(account, given, addresses).create(client(account));
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
      return answer.outcome(e);
    }
  }

  private MessageCreator creator(
      Map<String, String> account, scrip.delivery.Message given, Addresses addresses) {
    PhoneNumber to = addresses.of(given.to());
    String service = addresses.service(account);
    String body = given.content() instanceof Content.Text text ? text.body() : null;
    MessageCreator creator =
        service == null
            ? Message.creator(to, addresses.from(account), body)
            : Message.creator(to, service, body);
    if (given.content() instanceof Content.Approved template) {
      creator
          .setContentSid(template.contentSid())
          .setContentVariables(new JsonObject(new HashMap<>(template.variables())).encode());
    }
    // How long it may wait in Twilio's queue, which all channels have.
    return creator
        .setStatusCallback(
            URI.create(here.publicUrl() + "/api/twilio/status?attempt=" + given.attempt()))
        .setValidityPeriod((int) config.validity().toSeconds());
  }

  private TwilioRestClient client(Map<String, String> account) {
    Client known = client;
    String name = account.get("account");
    String token = account.get("token");
    if (!name.equals(known.account()) || !token.equals(known.token())) {
      known =
          new Client(
              name, token, new TwilioRestClient.Builder(name, token).httpClient(http).build());
      client = known;
    }
    return known.rest();
  }
}
