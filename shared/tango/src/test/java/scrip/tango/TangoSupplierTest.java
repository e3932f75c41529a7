package scrip.tango;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scrip.money.Money;
import scrip.secrets.SecretStore;
import scrip.supplier.CardSupplier.Absent;
import scrip.supplier.CardSupplier.Bought;
import scrip.supplier.CardSupplier.Busy;
import scrip.supplier.CardSupplier.Found;
import scrip.supplier.CardSupplier.NotConfigured;
import scrip.supplier.CardSupplier.NotKnown;
import scrip.supplier.CardSupplier.OrderOutcome;
import scrip.supplier.CardSupplier.Refused;
import scrip.supplier.CardSupplier.Unknown;
import scrip.testing.tango.TangoFault;
import scrip.testing.tango.TangoStandIn;

class TangoSupplierTest {

  private static final String ITEM = "U561593";
  private static final Money VALUE = new Money(2500, "USD");
  private static final Map<String, String> SECRET =
      Map.of("platform", "scrip-test", "key", "stand-in-platform-key");

  private final Vertx vertx = Vertx.vertx();
  private final TangoStandIn tango = TangoStandIn.start(TangoStandIn.Config.defaults());
  private final TangoSupplier supplier = supplier(name -> SECRET, tango.baseUrl());

  private TangoSupplier supplier(SecretStore secrets, String baseUrl) {
    return supplier(secrets, baseUrl, "PT10S");
  }

  private TangoSupplier supplier(SecretStore secrets, String baseUrl, String patience) {
    Map<String, String> settings = new HashMap<>();
    settings.put("scrip.tango.base-url", baseUrl);
    settings.put("scrip.tango.account", "scrip-account");
    settings.put("scrip.tango.customer", "scrip-customer");
    settings.put("scrip.tango.answer-timeout", patience);
    settings.put("scrip.tango.connect-timeout", patience);
    TangoConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(TangoConfig.class)
            .withSources(new io.smallrye.config.PropertiesConfigSource(settings, "test", 500))
            .build()
            .getConfigMapping(TangoConfig.class);
    return new TangoSupplier(config, secrets, vertx);
  }

  @AfterEach
  void end() {
    tango.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }

  private OrderOutcome order(String reference) {
    return supplier.order(reference, ITEM, VALUE).await().indefinitely();
  }

  @Test
  void an_order_has_the_names_and_units_that_tango_reads() {
    Bought bought = assertInstanceOf(Bought.class, order("scrip-1"));

    JsonObject sent = tango.arrived().get(0);
    assertEquals(
        Set.of(
            "accountIdentifier",
            "customerIdentifier",
            "externalRefID",
            "utid",
            "amount",
            "sendEmail"),
        sent.fieldNames());
    assertEquals("scrip-1", sent.getString("externalRefID"));
    assertEquals("25.0", sent.getNumber("amount").toString());
    assertFalse(sent.getBoolean("sendEmail"));
    var sold = tango.ledger().find("scrip-1").orElseThrow();
    assertEquals(sold.code(), bought.code());
    assertEquals(sold.number(), bought.number());
    assertEquals(sold.id(), bought.orderId());
    assertFalse(bought.toString().contains(bought.code()));
  }

  @Test
  void the_same_reference_is_the_same_card() {
    assertEquals(order("scrip-2"), order("scrip-2"));
    assertEquals(1, tango.ledger().orders().size());
    assertEquals(1, tango.ledger().repeats());
  }

  @Test
  void outcomes_say_what_is_certain() {
    tango.nextFaults(
        TangoFault.error(422),
        TangoFault.busy(7),
        TangoFault.error(403),
        TangoFault.error(500),
        TangoFault.errorAfter(502),
        TangoFault.LOSE_ANSWER,
        TangoFault.CLOSE_BEFORE,
        TangoFault.error(302));
    assertTrue(assertInstanceOf(Refused.class, order("r-1")).permanent());
    assertEquals(Duration.ofSeconds(7), assertInstanceOf(Busy.class, order("r-2")).retryAfter());
    assertInstanceOf(NotConfigured.class, order("r-3"));
    for (int i = 4; i <= 8; i++) {
      assertInstanceOf(Unknown.class, order("r-" + i), "r-" + i);
    }
    assertInstanceOf(Bought.class, order("r-9"));
  }

  @Test
  void an_answer_that_comes_too_late_is_not_waited_for() {
    tango.nextFaults(TangoFault.answeredLate(60_000));
    TangoSupplier impatient = supplier(name -> SECRET, tango.baseUrl(), "PT0.5S");
    assertInstanceOf(Unknown.class, impatient.order("late-1", ITEM, VALUE).await().indefinitely());
  }

  @Test
  void what_was_lost_is_looked_up() {
    tango.nextFaults(TangoFault.LOSE_ANSWER, TangoFault.CLOSE_BEFORE);
    order("l-1");
    order("l-2");

    Found found =
        assertInstanceOf(Found.class, supplier.lookUp("l-1", ITEM, VALUE).await().indefinitely());
    assertEquals(tango.ledger().find("l-1").orElseThrow().code(), found.bought().code());
    assertInstanceOf(Absent.class, supplier.lookUp("l-2", ITEM, VALUE).await().indefinitely());
    assertInstanceOf(
        NotKnown.class,
        supplier.lookUp("l-1", ITEM, new Money(5000, "USD")).await().indefinitely());
    tango.lookUpsFail(500);
    assertInstanceOf(NotKnown.class, supplier.lookUp("l-1", ITEM, VALUE).await().indefinitely());
  }

  @Test
  void an_order_that_is_known_as_something_else_is_not_ours() {
    order("o-1");
    assertInstanceOf(
        Unknown.class, supplier.order("o-1", ITEM, new Money(5000, "USD")).await().indefinitely());
  }

  @Test
  void nobody_there_and_no_secret_are_told_apart() {
    TangoSupplier nowhere = supplier(name -> SECRET, "http://127.0.0.1:1");
    assertFalse(
        assertInstanceOf(Refused.class, nowhere.order("n-1", ITEM, VALUE).await().indefinitely())
            .permanent());
    TangoSupplier keyless = supplier(name -> Map.of(), tango.baseUrl());
    assertInstanceOf(NotConfigured.class, keyless.order("n-2", ITEM, VALUE).await().indefinitely());
    TangoSupplier wrong =
        supplier(name -> Map.of("platform", "scrip-test", "key", "old"), tango.baseUrl());
    assertInstanceOf(NotConfigured.class, wrong.order("n-3", ITEM, VALUE).await().indefinitely());
    assertEquals(0, tango.ledger().orders().size());
  }

  @Test
  void balance_and_catalogue_are_read() {
    order("b-1");
    assertEquals(new Money(99_997_500, "USD"), supplier.balance().await().indefinitely());
    var good = supplier.check(ITEM, VALUE).await().indefinitely();
    assertTrue(good.offered() && good.valueFits());
    assertFalse(supplier.check(ITEM, new Money(100_000, "USD")).await().indefinitely().valueFits());
    assertFalse(
        supplier.check("U000025", new Money(1000, "USD")).await().indefinitely().valueFits());
    assertFalse(supplier.check("U9", VALUE).await().indefinitely().offered());
    assertNull(
        supplier(name -> SECRET, "http://127.0.0.1:1")
            .check(ITEM, VALUE)
            .await()
            .indefinitely()
            .offered());
  }

  @Test
  void a_pin_alone_is_no_code() {
    JsonObject order =
        new JsonObject()
            .put("referenceOrderID", "RA1")
            .put(
                "reward",
                new JsonObject()
                    .put(
                        "credentialList",
                        new JsonArray()
                            .add(credential("pin", "1234", "text"))
                            .add(credential("cardNumber", "6006490000000000", "text"))
                            .add(credential("barcodeUrl", "https://example.com/b.png", "barcode"))
                            .add(credential("expirationDate", "2030-01-31T00:00:00Z", "date"))));
    Bought card = TangoAnswers.card(order).orElseThrow();
    assertEquals("6006490000000000", card.code());
    assertEquals("1234", card.number());
    assertEquals("2030-01-31", card.expiresOn().toString());
  }

  @Test
  void currencies_without_minor_units_keep_their_amount() {
    assertEquals("5000", TangoAnswers.major(new Money(5000, "RWF")).toPlainString());
    assertEquals(new Money(5000, "RWF"), TangoAnswers.minor(5000, "RWF"));
  }

  private static JsonObject credential(String type, String value, String kind) {
    return new JsonObject()
        .put("label", type)
        .put("credentialType", type)
        .put("type", kind)
        .put("value", value);
  }
}
