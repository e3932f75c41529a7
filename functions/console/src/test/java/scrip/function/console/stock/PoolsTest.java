package scrip.function.console.stock;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static scrip.function.console.Desk.DATABASE;
import static scrip.function.console.Desk.GIVEN;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/** Pools and what they hold. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class PoolsTest {

  private final String name = "p" + System.nanoTime();

  @Test
  void a_pool_is_made_changed_and_its_value_stays_once_a_card_exists() {
    UUID client = GIVEN.client(name, "US");
    UUID brand = GIVEN.brand(name);
    SignedIn ops = GIVEN.signedIn("ops", client);
    String made = body(client, brand, "Coffee", "RWF");
    String id =
        post(ops, "pools", made)
            .statusCode(200)
            .body("value.currency", equalTo("RWF"))
            .extract()
            .path("id");
    post(ops, "pools", made).statusCode(409).body("code", equalTo("name_taken"));
    post(ops, "pools", body(client, brand, "x", "XXX"))
        .statusCode(400)
        .body("errors.pointer", hasItem("/value/currency"));
    post(ops, "pools", "{'purchaseMethod':'api_only','value':{'amount':0}}")
        .statusCode(400)
        .body(
            "errors.pointer",
            hasItems("/clientId", "/brandId", "/poolName", "/value/amount", "/apiProvider"));
    change(ops, id, "{'value':{'amount':3000,'currency':'USD'},'reason':'Typing error'}")
        .statusCode(200)
        .body("value.amount", equalTo(3000));
    change(ops, id, "{'purchaseMethod':'api_only','reason':'x'}")
        .statusCode(400)
        .body("errors.pointer", hasItem("/apiProvider"));
    change(
            ops,
            id,
            "{'purchaseMethod':'csv_with_fallback','apiProvider':'tango','supplierItem':'U1','costMinor':2400,"
                + "'priceMinor':2600,'lowStockThreshold':3,'reason':'Fallback'}")
        .statusCode(200)
        .body("supplierItem", equalTo("U1"));
    GIVEN.cards(UUID.fromString(id), 3);
    change(ops, id, "{'value':{'amount':3001,'currency':'USD'},'reason':'x'}")
        .statusCode(409)
        .body("code", equalTo("pool_has_cards"));
    stock(ops, id)
        .body("cards.available", equalTo(3))
        .body("badge", equalTo("low"))
        .body("cost.amount", equalTo(2400))
        .body("hoursUntilEmpty", nullValue());
    Desk.as(ops)
        .get("/api/admin/pools/" + id + "/history?limit=2")
        .then()
        .statusCode(200)
        .body("data.action", contains("change-pool", "change-pool"))
        .body("data[0].reason", equalTo("Fallback"))
        .body("data[0].detail.costMinor[1]", equalTo(2400))
        .body("nextCursor", notNullValue());
  }

  @Test
  void counts_are_exact_after_claims_and_say_when_the_pool_is_empty() {
    UUID pool = GIVEN.poolOf(name, 30);
    UUID campaign = GIVEN.campaign(pool, name);
    SignedIn viewer = GIVEN.signedIn("viewer");
    stock(viewer, pool).body("badge", equalTo("in_stock")).body("cards.total", equalTo(30));
    GIVEN.waitingDeliveries(campaign, pool, "+15005550006", 12);
    DATABASE.update("SELECT fold_pool_counts(3)");
    stock(viewer, pool)
        .body("cards.available", equalTo(18))
        .body("cards.claimed", equalTo(12))
        .body("cards.total", equalTo(30))
        .body("badge", equalTo("low"))
        .body("hoursUntilEmpty", equalTo(36.0f));
    GIVEN.waitingDeliveries(campaign, pool, "+15005550006", 18);
    stock(viewer, pool)
        .body("cards.available", equalTo(0))
        .body("cards.claimed", equalTo(30))
        .body("badge", equalTo("empty"))
        .body("hoursUntilEmpty", equalTo(0.0f));
    assertEquals("t", DATABASE.one("SELECT conserved FROM pool_conservation WHERE id = ?", pool));
  }

  @Test
  void a_pool_goes_into_the_archive_only_when_nothing_of_it_is_left_to_use() {
    UUID pool = GIVEN.poolOf(name, 1);
    SignedIn admin = GIVEN.signedIn("admin");
    change(admin, pool, "{'archived':true,'reason':'Done'}")
        .statusCode(409)
        .body("code", equalTo("pool_in_use"));
    DATABASE.update("UPDATE gift_cards SET status = 'void' WHERE pool_id = ?", pool);
    String order =
        "INSERT INTO supplier_orders (reference, external_reference, pool_id, supplier, item, value_minor, currency,"
            + " recipient_id, condition_id) SELECT 0, 'open', ?, 'tango', 'U1', 2500, 'USD', id, gen_random_uuid()"
            + " FROM recipients LIMIT 1";
    GIVEN.recipients(GIVEN.campaign(GIVEN.poolOf(name + "3", 0), name), "Ada", "+15005550006", 1);
    assertEquals(1, DATABASE.update(order, pool));
    change(admin, pool, "{'archived':true,'reason':'Done'}").statusCode(409);
    DATABASE.update("DELETE FROM supplier_orders WHERE reference = 0");
    change(admin, pool, "{'archived':true,'reason':'Done'}")
        .statusCode(200)
        .body("archivedAt", notNullValue());
    assertThrows(IllegalStateException.class, () -> GIVEN.cards(pool, 1));
    Desk.as(admin)
        .get("/api/admin/pools?limit=500")
        .then()
        .body("data.id", not(hasItem(pool.toString())));
    Desk.as(admin)
        .get("/api/admin/pools?limit=500&archived=true")
        .then()
        .body("data.id", hasItem(pool.toString()));
    UUID other = GIVEN.pool(client(pool), GIVEN.brand(name + "2"), name + "2", usd());
    UUID campaign = GIVEN.campaign(other, name);
    post(admin, "campaigns/" + campaign + "/conditions", "{'number':2,'poolId':'" + pool + "'}")
        .statusCode(409)
        .body("code", equalTo("pool_archived"));
    change(admin, pool, "{'archived':false,'reason':'Again'}").statusCode(200);
    GIVEN.cards(pool, 1);
    change(admin, other, "{'archived':true,'reason':'Drawn on'}").statusCode(409);
  }

  @Test
  void lists_hold_only_what_the_caller_sees_and_go_on_where_they_ended() {
    UUID mine = GIVEN.client(name, "US");
    UUID brand = GIVEN.brand(name);
    for (int i = 0; i < 5; i++) {
      GIVEN.pool(mine, brand, name + i, usd());
    }
    UUID theirs = GIVEN.poolOf(name + "t", 1);
    SignedIn agent = GIVEN.signedIn("agent", mine);
    var first = Desk.as(agent).get("/api/admin/pools?limit=3").then().statusCode(200).extract();
    var second =
        Desk.as(agent)
            .get("/api/admin/pools?limit=3&cursor=" + first.path("nextCursor"))
            .then()
            .statusCode(200)
            .body("nextCursor", nullValue())
            .extract();
    java.util.Set<String> seen =
        new java.util.HashSet<>(first.<java.util.List<String>>path("data.id"));
    seen.addAll(second.path("data.id"));
    assertEquals(5, seen.size());
    assertEquals(false, seen.contains(theirs.toString()));
    Desk.as(agent).get("/api/admin/pools/" + theirs).then().statusCode(404);
    Desk.as(GIVEN.signedIn("viewer", mine))
        .get("/api/admin/pools/" + theirs + "/history")
        .then()
        .statusCode(404);
  }

  private static UUID client(UUID pool) {
    return UUID.fromString(DATABASE.one("SELECT client_id FROM card_pools WHERE id = ?", pool));
  }

  private static scrip.money.Money usd() {
    return new scrip.money.Money(2500, "USD");
  }

  private static String body(UUID client, UUID brand, String name, String currency) {
    return "{'clientId':'"
        + client
        + "','brandId':'"
        + brand
        + "','poolName':'"
        + name
        + "','value':{'amount':2500,'currency':'"
        + currency
        + "'}}";
  }

  private static ValidatableResponse stock(SignedIn person, Object pool) {
    return Desk.as(person).get("/api/admin/pools/" + pool).then().statusCode(200);
  }

  private static ValidatableResponse change(SignedIn person, Object pool, String body) {
    return Desk.as(person).body(body.replace('\'', '"')).patch("/api/admin/pools/" + pool).then();
  }

  private static ValidatableResponse post(SignedIn person, String path, String body) {
    return Desk.as(person).body(body.replace('\'', '"')).post("/api/admin/" + path).then();
  }
}
