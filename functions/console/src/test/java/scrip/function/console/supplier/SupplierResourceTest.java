package scrip.function.console.supplier;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.money.Money;
import scrip.testing.HistoryChecker;
import scrip.testing.function.Cloud;
import scrip.testing.tango.TangoFault;
import scrip.testing.tango.TangoStandIn;

/** A pool's supplier in the console. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = {
      @ResourceArg(name = "scrip.tango.base-url", value = Cloud.PROVIDER),
      @ResourceArg(name = "scrip.tango.account", value = "scrip-account"),
      @ResourceArg(name = "scrip.tango.customer", value = "scrip-customer")
    })
class SupplierResourceTest {

  private static final String ITEM = "U561593";
  private static final String REASON = "{\"reason\":\"the supplier confirmed it\"}";

  private TangoStandIn tango;
  private UUID client;
  private UUID pool;
  private String path;

  @BeforeEach
  void a_pool_with_an_order_that_hangs() {
    tango =
        TangoStandIn.start(
            TangoStandIn.Config.defaults().withPort(Cloud.settings().providerPort()));
    String name = "supplier " + UUID.randomUUID();
    client = Desk.GIVEN.client(name, "US");
    pool = Desk.GIVEN.pool(client, Desk.GIVEN.brand(name), name, new Money(2500, "USD"));
    TangoStandIn.sellTo(Desk.DATABASE, pool, "csv_with_fallback", ITEM);
    path = "/api/admin/pools/" + pool + "/supplier";
    UUID campaign = Desk.GIVEN.campaign(pool, name);
    Desk.GIVEN.recipient(campaign, "Ada", "+15005550006");
    Desk.DATABASE.update(
        "INSERT INTO supplier_orders (reference, external_reference, pool_id, supplier, item, value_minor, currency,"
            + " recipient_id, condition_id, state, look_again_at, tries)"
            + " SELECT n, 'scrip-test-' || n, ?::uuid, 'tango', ?, 2500, 'USD', r.id, k.id, 'unknown', 'infinity', 8"
            + " FROM nextval('card_claims_id_seq') n, recipients r JOIN campaign_conditions k USING (campaign_id)"
            + " WHERE r.campaign_id = ?",
        pool,
        ITEM,
        campaign);
  }

  @AfterEach
  void the_history_is_right() {
    tango.close();
    Desk.DATABASE.update(
        "UPDATE suppliers SET failures = 0, not_before = '-infinity', fault = NULL");
    assertEquals(java.util.List.of(), new HistoryChecker(Desk.DATABASE).violations());
  }

  private String reference() {
    return Desk.DATABASE.one(
        "SELECT reference FROM supplier_orders WHERE pool_id = ? AND state IN ('ordering', 'unknown')",
        pool);
  }

  @Test
  void the_state_shows_balance_catalogue_circuit_and_what_hangs() {
    Desk.as(Desk.GIVEN.signedIn("viewer", client))
        .get(path)
        .then()
        .statusCode(200)
        .body("buys", equalTo(true))
        .body("provider", equalTo("tango"))
        .body("value.amount", equalTo(2500))
        .body("balance.amount.amount", equalTo(100_000_000))
        .body("balance.current", equalTo(true))
        .body("catalogue.offered", equalTo(true))
        .body("catalogue.valueFits", equalTo(true))
        .body("circuit.open", equalTo(false))
        .body("openOrders", hasSize(1))
        .body("openOrders[0].reference", equalTo(reference()))
        .body("openOrders[0].review", equalTo(true));
    tango.close();
    Desk.as(Desk.GIVEN.signedIn("ops"))
        .get(path)
        .then()
        .statusCode(200)
        .body("balance.current", equalTo(false))
        .body("balance.amount.amount", equalTo(100_000_000))
        .body("balance.seenAt", notNullValue())
        .body("catalogue.offered", nullValue());
  }

  @Test
  void an_order_that_the_runs_gave_up_on_is_settled_by_hand_with_a_reason() {
    String reference = reference();
    tango.lookUpsFail(500);
    String settle = path + "/orders/" + reference + "/settle";
    Desk.as(Desk.GIVEN.signedIn("ops"))
        .body(REASON)
        .post(settle)
        .then()
        .statusCode(200)
        .body("state", equalTo("open"));
    tango.lookUpsFail(0);
    tango.nextFaults(TangoFault.LOSE_ANSWER);
    for (String state : new String[] {"open", "stock"}) {
      Desk.as(Desk.GIVEN.signedIn("ops"))
          .body(REASON)
          .post(settle)
          .then()
          .statusCode(200)
          .body("state", equalTo(state));
    }
    Desk.as(Desk.GIVEN.signedIn("ops"))
        .body(REASON)
        .post(settle)
        .then()
        .statusCode(409)
        .body("code", equalTo("order_not_open"));
    assertEquals(1, tango.ledger().orders().size());
    assertEquals(
        "1", Desk.DATABASE.one("SELECT available_cards FROM gift_card_pools WHERE id = ?", pool));
    assertEquals(
        3,
        Desk.DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE subject = 'supplier_orders' AND subject_id = ?"
                + " AND action = 'settle' AND detail @> '{\"leased\": true}' AND reason IS NOT NULL",
            reference));
    assertEquals(
        1,
        Desk.DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action = 'bought' AND subject_id = ?",
            pool.toString()));
  }

  @Test
  void the_circuit_is_reset_with_a_reason() {
    Desk.DATABASE.update(
        "UPDATE suppliers SET failures = 9, not_before = now() + INTERVAL '1 hour', fault = 'no answer'");
    Desk.as(Desk.GIVEN.signedIn("ops"))
        .get(path)
        .then()
        .body("circuit.open", equalTo(true))
        .body("circuit.failures", equalTo(9))
        .body("circuit.fault", equalTo("no answer"));
    String reset = path + "/circuit/reset";
    Desk.as(Desk.GIVEN.signedIn("ops")).body("{}").post(reset).then().statusCode(400);
    Desk.as(Desk.GIVEN.signedIn("ops"))
        .body("{\"reason\":\"the account was funded\"}")
        .post(reset)
        .then()
        .statusCode(200)
        .body("open", equalTo(false));
    assertEquals("0", Desk.DATABASE.one("SELECT failures FROM suppliers"));
    assertEquals(
        1,
        Desk.DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE subject = 'suppliers' AND reason = 'the account was funded'"));
  }

  @Test
  void others_see_nothing_and_readers_change_nothing() {
    UUID other = Desk.GIVEN.client("other " + UUID.randomUUID(), "US");
    Desk.as(Desk.GIVEN.signedIn("ops", other)).get(path).then().statusCode(404);
    Desk.with(Desk.GIVEN.agentKey(other, "stock.read")).get(path).then().statusCode(404);
    Desk.with(Desk.GIVEN.agentKey(client, "stock.read")).get(path).then().statusCode(200);
    Desk.nobody().get(path).then().statusCode(401);
    String settle = path + "/orders/" + reference() + "/settle";
    Desk.as(Desk.GIVEN.signedIn("viewer")).body(REASON).post(settle).then().statusCode(403);
    Desk.as(Desk.GIVEN.signedIn("ops", other)).body(REASON).post(settle).then().statusCode(404);
    Desk.with(Desk.GIVEN.agentKey(client, "stock.write"))
        .body(REASON)
        .post(path + "/circuit/reset")
        .then()
        .statusCode(403);
    assertEquals(0, tango.arrived().size());
  }
}
