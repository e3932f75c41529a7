package scrip.function.console.operations;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scrip.access.Caller;
import scrip.access.Limits;
import scrip.function.console.Desk;
import scrip.problem.Refused;
import scrip.testing.Given.SignedIn;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** Blocked callers are found, unlocked and let through; nobody else is. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class LimitsResourceTest {

  private static final AtomicInteger NEXT = new AtomicInteger(1);
  private static final String LIMITS = "/api/admin/limits";

  @Inject Limits limits;

  private final TestDatabase database = Desk.DATABASE;
  private final SignedIn ops = Desk.GIVEN.signedIn("ops");
  private final String address = "198.51." + NEXT.incrementAndGet() + ".7";

  @Test
  void a_blocked_address_is_shown_as_blocked_and_unlocked_at_once() {
    block(address);
    block("198.51.1.200");

    Desk.as(ops)
        .get(LIMITS + "?identifier=" + address)
        .then()
        .statusCode(200)
        .body("identifier", equalTo(address))
        .body("allowListed", equalTo(false))
        .body("budgets.find { it.action == 'redeem.request' }.blocked", equalTo(true))
        .body("budgets.find { it.action == 'redeem.request' }.attempts", equalTo(60))
        .body("budgets.find { it.action == 'redeem.request' }.maximum", equalTo(60))
        .body("budgets.find { it.action == 'redeem.request' }.windowSeconds", equalTo(60))
        .body("budgets.find { it.action == 'redeem.request' }.blockedUntil", notNullValue())
        .body("budgets.find { it.action == 'redeem.request' }.lastAttempt", notNullValue())
        .body("budgets.find { it.action == 'redeem.failure' }.blocked", equalTo(false));
    Desk.as(ops)
        .body("{\"identifier\":\"" + address + "\",\"reason\":\"known customer\"}")
        .post(LIMITS + "/unlock")
        .then()
        .statusCode(200)
        .body("forgotten", equalTo(60));

    assertDoesNotThrow(() -> charge(address));
    assertThrows(Refused.class, () -> charge("198.51.1.200"));
    assertEquals(
        "person:" + ops.person(),
        database.one(
            "SELECT actor FROM audit_log WHERE action = 'unlock' AND subject_id = ? AND reason = 'known customer'",
            address));
    database.update("DELETE FROM rate_limit_tracking WHERE identifier = '198.51.1.200'");
  }

  @Test
  void a_code_is_found_and_unlocked_by_what_is_typed_and_is_in_no_row() {
    String pool = UUID.randomUUID().toString();
    String code =
        Desk.GIVEN.recipient(
            Desk.GIVEN.campaign(Desk.GIVEN.poolOf(pool, 1), pool), "Ada", "+15005550006");
    Caller caller = new Caller(address, null, null, "test");
    for (int i = 0; i < 10; i++) {
      limits.chargeFailure(caller, Desk.GIVEN.codeHash(code)).await().indefinitely();
    }

    String identifier =
        Desk.as(ops)
            .body(
                "{\"code\":\"" + code.toLowerCase(java.util.Locale.ROOT).replace("-", " ") + "\"}")
            .post(LIMITS + "/find")
            .then()
            .statusCode(200)
            .body("budgets.find { it.action == 'redeem.failure' }.blocked", equalTo(true))
            .extract()
            .path("identifier");
    Desk.as(ops)
        .get(LIMITS + "?identifier=" + identifier)
        .then()
        .body("budgets.find { it.action == 'redeem.failure' }.attempts", equalTo(10));
    Desk.as(ops)
        .body("{\"code\":\"" + code + "\",\"reason\":\"spelled wrong\"}")
        .post(LIMITS + "/unlock")
        .then()
        .statusCode(200)
        .body("forgotten", equalTo(10));

    assertEquals(
        0,
        database.count(
            "SELECT count(*) FROM rate_limit_tracking WHERE identifier = ?", identifier));
    assertEquals(
        10,
        database.count("SELECT count(*) FROM rate_limit_tracking WHERE identifier = ?", address));
    assertEquals(
        0,
        database.count("SELECT count(*) FROM audit_log a WHERE a::text LIKE ?", "%" + code + "%"));
  }

  @Test
  void faults_are_told_all_at_once_and_a_code_is_not_taken_in_an_address() {
    Desk.as(ops)
        .body("{\"identifier\":\"nonsense\",\"code\":\"7KMA-QRTX-49WE\",\"x\":1}")
        .post(LIMITS + "/unlock")
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItem("/identifier"))
        .body("errors.pointer", hasItem("/reason"))
        .body("errors.pointer", hasItem("/x"));
    Desk.as(ops)
        .get(LIMITS + "?identifier=7KMA-QRTX-49WE")
        .then()
        .statusCode(400)
        .body("errors[0].detail", containsString("limits/find"));
    Desk.as(ops).get(LIMITS).then().statusCode(400);
  }

  @Test
  void an_ipv6_address_is_one_however_it_is_spelled() {
    database.update(
        "INSERT INTO rate_limit_tracking (identifier, action) VALUES ('2001:db8::17', 'redeem.request')");

    Desk.as(ops)
        .body("{\"identifier\":\"2001:0DB8:0::17\",\"reason\":\"test\"}")
        .post(LIMITS + "/unlock")
        .then()
        .statusCode(200)
        .body("forgotten", equalTo(1));
  }

  @Test
  void what_belongs_to_another_client_is_not_there() {
    UUID mine = Desk.GIVEN.client("limits mine " + UUID.randomUUID(), "US");
    UUID other = Desk.GIVEN.client("limits other " + UUID.randomUUID(), "US");
    SignedIn limited = Desk.GIVEN.signedIn("ops", mine);
    Desk.GIVEN.agentKey(other);
    Desk.GIVEN.agentKey(mine);
    String others = database.one("SELECT id FROM api_keys WHERE client_id = ?", other);
    String own = database.one("SELECT id FROM api_keys WHERE client_id = ?", mine);
    String person = Desk.GIVEN.signedIn("agent", other).person().toString();

    Desk.as(limited).get(LIMITS + "?identifier=agent:" + others).then().statusCode(404);
    Desk.as(limited).get(LIMITS + "?identifier=person:" + person).then().statusCode(404);
    Desk.as(limited).get(LIMITS + "?identifier=agent:" + own).then().statusCode(200);
    Desk.as(limited)
        .body("{\"identifier\":\"agent:" + others + "\",\"reason\":\"test\"}")
        .post(LIMITS + "/unlock")
        .then()
        .statusCode(404);
    Desk.as(ops).get(LIMITS + "?identifier=agent:" + others).then().statusCode(200);
  }

  @Test
  void an_allowed_network_passes_until_its_time_is_over() {
    block(address);
    String network = address.replaceAll("\\d+$", "99/24");

    int id =
        Desk.as(ops)
            .body(allowing(network, Instant.now().plus(30, ChronoUnit.DAYS)))
            .post(LIMITS + "/allowances")
            .then()
            .statusCode(201)
            .body("network", equalTo(address.replaceAll("\\d+$", "0/24")))
            .body("active", equalTo(true))
            .body("allowedBy", equalTo("person:" + ops.person()))
            .extract()
            .path("id");

    assertDoesNotThrow(() -> charge(address));
    Desk.as(ops)
        .get(LIMITS + "?identifier=" + address)
        .then()
        .body("allowListed", equalTo(true))
        .body("budgets.find { it.action == 'redeem.request' }.blocked", equalTo(false))
        .body("budgets.find { it.action == 'redeem.request' }.blockedUntil", nullValue());
    database.update(
        "UPDATE limit_allowances SET expires_at = now() - INTERVAL '1 ms' WHERE id = ?", id);
    assertThrows(Refused.class, () -> charge(address));
    Desk.as(ops)
        .get(LIMITS + "/allowances?limit=500")
        .then()
        .statusCode(200)
        .body("data.find { it.id == " + id + " }.active", equalTo(false));
  }

  @Test
  void an_allowance_that_is_ended_counts_again_at_once_and_is_audited() {
    block(address);
    int id =
        Desk.as(ops)
            .body(allowing(address, Instant.now().plus(1, ChronoUnit.DAYS)))
            .post(LIMITS + "/allowances")
            .then()
            .statusCode(201)
            .body("network", equalTo(address + "/32"))
            .extract()
            .path("id");
    assertDoesNotThrow(() -> charge(address));

    Desk.as(ops)
        .body("{\"reason\":\"moved\"}")
        .delete(LIMITS + "/allowances/" + id)
        .then()
        .statusCode(200)
        .body("active", equalTo(false));

    assertThrows(Refused.class, () -> charge(address));
    assertEquals(
        "allow-network,end-allowance",
        database.one(
            "SELECT string_agg(action, ',' ORDER BY id) FROM audit_log"
                + " WHERE subject = 'limit_allowances' AND subject_id = ?::text",
            Integer.toString(id)));
    Desk.as(ops)
        .body("{\"reason\":\"moved\"}")
        .delete(LIMITS + "/allowances/999999")
        .then()
        .statusCode(404);
    Desk.as(ops).delete(LIMITS + "/allowances/" + id).then().statusCode(400);
  }

  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/15, 1, /network",
    "0.0.0.0/0, 1, /network",
    "2001:db8::/31, 1, /network",
    "203.0.113.0/33, 1, /network",
    "example.com, 1, /network",
    "203.0.113.0/24, 91, /expiresAt",
    "203.0.113.0/24, -1, /expiresAt"
  })
  void an_allowance_too_wide_or_too_long_is_refused(String network, int days, String pointer) {
    Desk.as(ops)
        .body(allowing(network, Instant.now().plus(days, ChronoUnit.DAYS)))
        .post(LIMITS + "/allowances")
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItem(pointer));
  }

  private void block(String address) {
    assertThrows(
        Refused.class,
        () -> {
          for (int i = 0; i < 61; i++) {
            charge(address);
          }
        });
  }

  private void charge(String address) {
    limits.charge(new Caller(address, null, null, "test"), null).await().indefinitely();
  }

  private static String allowing(String network, Instant until) {
    return "{\"network\":\"" + network + "\",\"expiresAt\":\"" + until + "\",\"reason\":\"test\"}";
  }
}
