package scrip.function.console.cards;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.money.Money;
import scrip.testing.Given;
import scrip.testing.Given.SignedIn;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** Finding by a code that somebody reads out, over HTTP. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class FindResourceTest {

  private static final String PHONE = "+15005550006";
  private static final String CARDS = "/api/admin/cards";

  private final TestDatabase database = Desk.DATABASE;
  private final Given given = Desk.GIVEN;
  private final String name = UUID.randomUUID().toString();
  private final UUID client = given.client(name, "US");
  private final UUID pool = given.pool(client, given.brand(name), name, new Money(2500, "USD"));
  private final UUID campaign = given.campaign(pool, name);
  private final SignedIn ops = given.signedIn("ops", client);

  @Test
  void a_recipient_is_found_by_the_printed_code() {
    given.cards(pool, 1);
    String code = given.recipient(campaign, "Ada", PHONE);

    Desk.as(ops)
        .body("{\"code\":\"%s\"}".formatted(code.toLowerCase()))
        .post("/api/admin/recipients/find")
        .then()
        .statusCode(200)
        .body("firstName", equalTo("Ada"))
        .body("phone", not(containsString("555")))
        .body("entitlements[0].condition", equalTo(1))
        .body("entitlements[0].cardId", nullValue());
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action = 'find-recipient' AND actor = ?",
            "person:" + ops.person()));
  }

  @Test
  void a_code_that_is_nobodys_is_charged_to_the_person() {
    find(ops, "GC00000000000000").statusCode(404).body("code", equalTo("not_found"));

    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM rate_limit_tracking WHERE identifier = ? AND action = 'redeem.failure'",
            "person:" + ops.person()));
    database.update(
        "INSERT INTO rate_limit_tracking (identifier, action) SELECT ?, 'redeem.failure' FROM generate_series(1, 30)",
        "person:" + ops.person());
    find(ops, "GC00000000000000").statusCode(429).header("Retry-After", not(nullValue()));
  }

  private ValidatableResponse find(SignedIn who, String code) {
    return Desk.as(who).body("{\"code\":\"%s\"}".formatted(code)).post(CARDS + "/find").then();
  }
}
