package scrip.tango;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.Vertx;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URLEncoder;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import scrip.money.Money;
import scrip.secrets.SecretStore;
import scrip.supplier.CardSupplier;
import scrip.tango.TangoHttp.Answer;

/**
 * Cards from Tango's Rewards as a Service, version 2. The external reference buys once: Tango
 * answers a repeat with the first order. A fault of Tango's server does not prove that nothing was
 * bought, and neither does silence.
 */
@ApplicationScoped
public class TangoSupplier implements CardSupplier {

  private final TangoConfig config;
  private final SecretStore secrets;
  private final TangoHttp http;
  private volatile Account account;

  public TangoSupplier(TangoConfig config, SecretStore secrets, Vertx vertx) {
    this.config = config;
    this.secrets = secrets;
    this.http = new TangoHttp(vertx, config);
  }

  /** Who pays, and how we say that it is us. */
  private record Account(String authorization, String account, String customer) {}

  private static final class NotConfiguredException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NotConfiguredException(String message) {
      super(message, null, false, false);
    }
  }

  @Override
  public String name() {
    return "tango";
  }

  @Override
  public Uni<OrderOutcome> order(String reference, String item, Money value) {
    return account()
        .chain(
            who -> {
              JsonObject body =
                  new JsonObject()
                      .put("accountIdentifier", who.account())
                      .put("customerIdentifier", who.customer())
                      .put("externalRefID", reference)
                      .put("utid", item)
                      .put("amount", TangoAnswers.major(value))
                      .put("sendEmail", false);
              return http.ask("/orders", body, who.authorization());
            })
        .map(answer -> outcome(answer, reference, item, value))
        .onFailure(NotConfiguredException.class)
        .recoverWithItem(e -> new NotConfigured(e.getMessage()))
        .onFailure(TangoHttp.NotConnectedException.class)
        .recoverWithItem(e -> new Refused(false, "no connection to Tango was made"))
        .onFailure()
        .recoverWithItem(e -> new Unknown("the answer of Tango was lost"));
  }

  private OrderOutcome outcome(Answer answer, String reference, String item, Money value) {
    int status = answer.status();
    if (status == 401 || status == 403) {
      account = null;
      return new NotConfigured("Tango does not accept our credentials (" + status + ")");
    }
    if (status == 429) {
      return new Busy(retryAfter(answer.retryAfter()));
    }
    JsonObject body = json(answer);
    if (status >= 400 && status < 500 && status != 408) {
      return new Refused(true, TangoAnswers.refusal(status, body));
    }
    if (status >= 300 || body == null) {
      return new Unknown("Tango answered " + status + " without saying what became of it");
    }
    if (!TangoAnswers.isFor(body, reference, item, value)) {
      return new Unknown("Tango knows the reference as an order of something else");
    }
    Optional<Bought> card = TangoAnswers.card(body);
    return card.isPresent() ? card.get() : new Unknown("the order has no card yet");
  }

  @Override
  public Uni<LookUp> lookUp(String reference, String item, Money value) {
    return account()
        .chain(who -> lookUp(who, reference, item, value))
        .onFailure(NotConfiguredException.class)
        .recoverWithItem(e -> new NotKnown(e.getMessage()))
        .onFailure()
        .recoverWithItem(e -> new NotKnown("the answer of Tango was lost"));
  }

  private Uni<LookUp> lookUp(Account who, String reference, String item, Money value) {
    String query =
        "?accountIdentifier=" + encode(who.account()) + "&externalRefID=" + encode(reference);
    return http.ask("/orders" + query, null, who.authorization())
        .chain(
            answer -> {
              List<JsonObject> orders = objects(good(answer), "orders");
              if (orders == null) {
                return notKnown("Tango answered " + answer.status() + " to a look-up");
              }
              if (orders.isEmpty()) {
                return Uni.createFrom().item(new Absent());
              }
              return orders.stream()
                  .filter(order -> reference.equals(order.getString("externalRefID")))
                  .findFirst()
                  .map(order -> whole(who, order, reference, item, value))
                  .orElseGet(() -> notKnown("Tango listed other orders than asked for"));
            });
  }

  /** A list leaves rewards out; the order itself has them. */
  private Uni<LookUp> whole(
      Account who, JsonObject listed, String reference, String item, Money value) {
    if (listed.getJsonObject("reward") != null) {
      return Uni.createFrom().item(found(listed, reference, item, value));
    }
    String id = encode(listed.getString("referenceOrderID", ""));
    return http.ask("/orders/" + id, null, who.authorization())
        .map(
            answer -> {
              JsonObject order = good(answer);
              return order == null
                  ? new NotKnown("Tango answered " + answer.status() + " to a look-up")
                  : found(order, reference, item, value);
            });
  }

  private static LookUp found(JsonObject order, String reference, String item, Money value) {
    if (!TangoAnswers.isFor(order, reference, item, value)) {
      return new NotKnown("Tango knows the reference as an order of something else");
    }
    Optional<Bought> card = TangoAnswers.card(order);
    return card.isPresent() ? new Found(card.get()) : new NotKnown("the order has no card yet");
  }

  private static Uni<LookUp> notKnown(String text) {
    return Uni.createFrom().item(new NotKnown(text));
  }

  @Override
  public Uni<Money> balance() {
    return account()
        .chain(who -> http.ask("/accounts/" + encode(who.account()), null, who.authorization()))
        .map(
            answer -> {
              JsonObject body = good(answer);
              return body == null || body.getNumber("currentBalance") == null
                  ? null
                  : TangoAnswers.minor(
                      body.getNumber("currentBalance"), body.getString("currencyCode", "USD"));
            })
        .onFailure()
        .recoverWithNull();
  }

  @Override
  public Uni<Catalogue> check(String item, Money value) {
    return account()
        .chain(who -> http.ask("/catalogs", null, who.authorization()))
        .map(answer -> TangoCatalogue.check(good(answer), item, value))
        .onFailure()
        .recoverWithItem(e -> new Catalogue(null, null, "the catalogue could not be read"));
  }

  /** Reading a secret may wait; it is done once, and again after our credentials were refused. */
  private Uni<Account> account() {
    Account known = account;
    return known != null
        ? Uni.createFrom().item(known)
        : Uni.createFrom()
            .item(this::read)
            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
            .invoke(read -> account = read);
  }

  private Account read() {
    Map<String, String> secret;
    try {
      secret = secrets.read("tango");
    } catch (scrip.problem.Refused e) {
      throw new NotConfiguredException(e.getMessage());
    }
    String payer = secret.getOrDefault("account", config.account().orElse(null));
    String customer = secret.getOrDefault("customer", config.customer().orElse(null));
    if (secret.get("platform") == null || secret.get("key") == null) {
      throw new NotConfiguredException("The secret 'tango' lacks its platform or key.");
    }
    if (payer == null || customer == null) {
      throw new NotConfiguredException("Neither secret nor settings name account and customer.");
    }
    String pair = secret.get("platform") + ":" + secret.get("key");
    return new Account(
        "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)), payer, customer);
  }

  private JsonObject good(Answer answer) {
    if (answer.status() == 401 || answer.status() == 403) {
      account = null;
    }
    return answer.status() == 200 ? json(answer) : null;
  }

  private static JsonObject json(Answer answer) {
    try {
      return answer.body() == null || answer.body().length() == 0
          ? null
          : answer.body().toJsonObject();
    } catch (DecodeException | ClassCastException e) {
      return null;
    }
  }

  private static List<JsonObject> objects(JsonObject body, String member) {
    return body == null || !(body.getValue(member) instanceof io.vertx.core.json.JsonArray list)
        ? null
        : list.stream().filter(JsonObject.class::isInstance).map(JsonObject.class::cast).toList();
  }

  private Duration retryAfter(String header) {
    return header != null && header.matches("\\d{1,6}")
        ? Duration.ofSeconds(Math.max(1, Long.parseLong(header)))
        : config.busyFor();
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, UTF_8);
  }
}
