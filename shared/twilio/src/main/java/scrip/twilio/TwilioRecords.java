package scrip.twilio;

import com.twilio.base.Page;
import com.twilio.exception.ApiException;
import com.twilio.http.TwilioRestClient;
import com.twilio.rest.api.v2010.account.Message;
import com.twilio.rest.api.v2010.account.MessageReader;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import scrip.delivery.Channel;
import scrip.delivery.ProviderRecords;
import scrip.delivery.Report;
import scrip.problem.Refused;
import scrip.secrets.SecretStore;

/** Twilio's record of our messages: asked for one, for those to a number, and to forget a text. */
@ApplicationScoped
public class TwilioRecords implements ProviderRecords {

  private static final String WHATSAPP = "whatsapp:";
  private static final int NO_SUCH_MESSAGE = 20404;
  private static final Set<Integer> OF_ALL_OF_THEM = Set.of(401, 403, 429);
  private static final long PAGE_SIZE = 50;
  private static final int PAGES_AT_MOST = 5;

  private final SecretStore secrets;
  private final TwilioHttp http;

  public TwilioRecords(TwilioConfig config, SecretStore secrets) {
    this.secrets = secrets;
    this.http = new TwilioHttp(config);
  }

  @Override
  public Set<Channel> channels() {
    return Set.of(Channel.SMS, Channel.WHATSAPP);
  }

  @Override
  public Optional<Report> fetch(Channel channel, String messageId) {
    return ask(
        client -> {
          try {
            Message message = Message.fetcher(messageId).fetch(client);
            return Optional.of(report(Report.Source.FETCH, channel, message));
          } catch (ApiException e) {
            // With its own number only: anybody on the way answers 404.
            if (e.getCode() != null && e.getCode() == NO_SUCH_MESSAGE) {
              return Optional.<Report>empty();
            }
            throw e;
          }
        });
  }

  /**
   * {@inheritDoc}
   *
   * <p>Twilio filters by when a message was sent, which is hours after it was made when its queue
   * is long, so there is no upper bound in what is asked.
   */
  @Override
  public List<Listed> list(Channel channel, String to, Instant from, Instant until) {
    return ask(
        client -> {
          MessageReader reader =
              Message.reader()
                  .setTo(channel == Channel.WHATSAPP ? WHATSAPP + to : to)
                  .setDateSentAfter(from.atZone(ZoneOffset.UTC))
                  .setPageSize(PAGE_SIZE);
          List<Listed> found = new ArrayList<>();
          Page<Message> page = reader.firstPage(client);
          for (int pages = 1; page != null; pages++) {
            // The SDK reads an answer that is no page as an empty one.
            if (page.getPageSize() <= 0) {
              throw new Unanswered("Twilio answered with something that is no page");
            }
            for (Message message : page.getRecords()) {
              listed(channel, message, from, until).ifPresent(found::add);
            }
            if (pages == PAGES_AT_MOST && page.hasNextPage()) {
              throw new Declined("there are too many messages to this number to read them all");
            }
            page = page.hasNextPage() ? reader.nextPage(page, client) : null;
          }
          found.sort(Comparator.comparing(Listed::madeAt));
          return found;
        });
  }

  @Override
  public void redact(String messageId) {
    Message changed = ask(client -> Message.updater(messageId).setBody("").update(client));
    if (!messageId.equals(changed.getSid())) {
      throw new Unanswered("Twilio did not say that it took the text back");
    }
    if (changed.getBody() != null && !changed.getBody().isEmpty()) {
      throw new Declined("Twilio kept the text");
    }
  }

  private Optional<Listed> listed(Channel channel, Message message, Instant from, Instant until) {
    if (message.getDateCreated() == null) {
      throw new Declined("Twilio lists a message without its time");
    }
    Instant made = message.getDateCreated().toInstant();
    return made.isBefore(from) || made.isAfter(until)
        ? Optional.empty()
        : Optional.of(
            new Listed(
                report(Report.Source.LOOK_UP, channel, message),
                message.getBody() == null ? "" : message.getBody(),
                made));
  }

  private static Report report(Report.Source source, Channel channel, Message message) {
    if (message.getSid() == null || message.getStatus() == null) {
      throw new Unanswered("Twilio answered without id or status");
    }
    String word = message.getStatus().toString();
    return TwilioReports.report(
            source, channel, null, message.getSid(), word, message.getErrorCode())
        .orElseThrow(() -> new Declined("Twilio answered with a status that we do not know"));
  }

  /** With a number of Twilio's own, and not about our account or how much we ask. */
  private static boolean ofThisOne(ApiException e) {
    Integer status = e.getStatusCode();
    return e.getCode() != null
        && status != null
        && status / 100 == 4
        && !OF_ALL_OF_THEM.contains(status);
  }

  private <T> T ask(Function<TwilioRestClient, T> question) {
    try {
      Map<String, String> account = secrets.read("twilio");
      if (account.get("account") == null || account.get("token") == null) {
        throw new Unanswered("the secret 'twilio' lacks its account or token");
      }
      T answer =
          question.apply(
              new TwilioRestClient.Builder(account.get("account"), account.get("token"))
                  .httpClient(http)
                  .build());
      if (answer == null) {
        throw new Unanswered("Twilio answered nothing");
      }
      return answer;
    } catch (Unanswered e) {
      throw e;
    } catch (Refused notConfigured) {
      throw new Unanswered(notConfigured.getMessage());
    } catch (TwilioHttp.NotConnectedException | TwilioHttp.AnswerLostException e) {
      throw new Unanswered("Twilio gave no answer");
    } catch (ApiException e) {
      String answered = "Twilio answered " + e.getStatusCode();
      throw ofThisOne(e) ? new Declined(answered) : new Unanswered(answered);
    } catch (RuntimeException e) {
      // Whatever the SDK stumbles over in an answer.
      throw new Unanswered("the answer of Twilio could not be read");
    }
  }
}
