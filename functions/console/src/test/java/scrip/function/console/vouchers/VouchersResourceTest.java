package scrip.function.console.vouchers;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.function.console.Tenants;
import scrip.money.Money;
import scrip.testing.Given.SignedIn;
import scrip.testing.GivenVouchers;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** Vouchers over HTTP. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class VouchersResourceTest {

  private static final String PATH = "/api/admin/vouchers";
  private static final String WHY = "{\"reason\":\"why\"}";

  private final TestDatabase database = Desk.DATABASE;
  private final String name = UUID.randomUUID().toString();
  private final Tenants tenants = new Tenants(name);
  private final UUID brand = Desk.GIVEN.brand(name);
  private final GivenVouchers given =
      new GivenVouchers(database, Cloud.settings().secrets(), System.nanoTime());
  private final UUID station = given.station(tenants.ours, code());
  private final SignedIn ops = tenants.ours("ops");
  private final SignedIn admin = Desk.GIVEN.signedIn("admin");

  @Test
  void a_repeat_of_an_issue_is_answered_with_the_same_vouchers_and_no_code() {
    String key = UUID.randomUUID().toString();
    String body = issue(",\"recipients\":[{\"name\":\"Ada\",\"phone\":\"(212) 555-0123\"},{}]");

    String first =
        issue(ops, key, body).statusCode(201).body("count", equalTo(2)).extract().asString();

    assertEquals(first, issue(ops, key, body).statusCode(201).extract().asString());
    issue(ops, key, body.replace("Ada", "Eve")).statusCode(422).body("code", equalTo("key_reused"));
    String batch = JsonPath.from(first).getString("batchId");
    assertEquals(
        2, count("SELECT count(*) FROM vouchers WHERE batch_id = ?", UUID.fromString(batch)));
    Desk.as(ops)
        .get(PATH + "?batch=" + batch)
        .then()
        .statusCode(200)
        .body("data", hasSize(2))
        .body("data.recipientName", hasItems("Ada", null))
        .body("data.maskedPhone", hasItems("+1••••••••23", null));
    Desk.as(ops)
        .get(PATH + "/batches/" + batch)
        .then()
        .statusCode(200)
        .body("count", equalTo(2))
        .body("byStatus.issued", equalTo(2));
    String row =
        Desk.as(admin)
            .body(WHY)
            .post(PATH + "/batches/" + batch + "/codes")
            .then()
            .statusCode(200)
            .header("Content-Type", containsString("text/csv"))
            .header("Cache-Control", equalTo("no-store"))
            .extract()
            .asString()
            .lines()
            .skip(1)
            .findFirst()
            .orElseThrow();
    assertTrue(row.contains(",Ada,+12125550123"), row);
    String code = row.split(",")[3];
    assertFalse(first.contains(code.substring(0, 7)), "the answer shows a code");
    assertEquals(
        0,
        count(
            "SELECT count(*) FROM idempotency_keys WHERE outcome::text LIKE '%' || ? || '%'",
            code));
    Desk.as(ops)
        .body("{\"code\":\"" + code + "\"}")
        .post(PATH + "/find")
        .then()
        .statusCode(200)
        .body("recipientName", equalTo("Ada"));
  }

  @Test
  void a_cell_of_the_codes_is_no_formula() {
    String batch =
        issue(ops, UUID.randomUUID().toString(), issue(",\"recipients\":[{\"name\":\"=1+1\"}]"))
            .statusCode(201)
            .extract()
            .path("batchId");

    String csv = Desk.as(admin).body(WHY).post(PATH + "/batches/" + batch + "/codes").asString();

    assertTrue(csv.contains(",'=1+1,"), csv);
    Desk.as(ops).body(WHY).post(PATH + "/batches/" + batch + "/codes").then().statusCode(403);
  }

  @Test
  void all_faults_of_an_issue_are_named() {
    issue(
            ops,
            UUID.randomUUID().toString(),
            "{\"count\":1,\"recipients\":[{\"phone\":7,\"x\":1}],\"value\":{}}")
        .statusCode(400)
        .body(
            "errors.pointer",
            hasItems(
                "/clientId",
                "/brandId",
                "/value/amount",
                "/value/currency",
                "/expiresAt",
                "/recipients/0/phone",
                "/recipients/0/x",
                "/recipients"));
    issue(
            ops,
            UUID.randomUUID().toString(),
            issue(",\"recipients\":[{},{\"phone\":\"12\"},{\"phone\":\"13\"}]"))
        .statusCode(400)
        .body("errors.pointer", contains("/recipients/1/phone", "/recipients/2/phone"));
    issue(ops, UUID.randomUUID().toString(), issue(",\"count\":5001")).statusCode(400);
    issue(ops, UUID.randomUUID().toString(), issue("")).statusCode(400);
    issue(ops, null, issue(",\"count\":1"))
        .statusCode(400)
        .body("errors.pointer", contains("Idempotency-Key"));
    issue(tenants.theirs("ops"), UUID.randomUUID().toString(), issue(",\"count\":1"))
        .statusCode(400)
        .body("errors.pointer", contains("/clientId"));
    assertEquals(
        0, count("SELECT count(*) FROM voucher_batches WHERE client_id = ?", tenants.ours));
  }

  @Test
  void a_voucher_is_sent_scoped_voided_and_replaced_and_tells_its_story() {
    String id = voucher();
    act(ops, id, "mark-sent", WHY)
        .statusCode(200)
        .body("status", equalTo("sent"))
        .body("changed", equalTo(true));
    Desk.as(tenants.ours("data_ops"))
        .body("{\"stationScope\":\"" + station + "\",\"source\":\"ocr\",\"reason\":\"slip\"}")
        .patch(PATH + "/" + id)
        .then()
        .statusCode(200)
        .body("stationScope", equalTo(station.toString()))
        .body("previous", nullValue());
    Desk.as(ops)
        .body("{\"source\":\"guess\",\"reason\":\"slip\"}")
        .patch(PATH + "/" + id)
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItems("/stationScope", "/source"));

    String key = UUID.randomUUID().toString();
    String replacement =
        voidIt(id, key)
            .statusCode(200)
            .body("reversed", equalTo(false))
            .extract()
            .path("replacement.voucherId");
    voidIt(id, key).statusCode(200).body("replacement.voucherId", equalTo(replacement));
    voidIt(id, UUID.randomUUID().toString())
        .statusCode(409)
        .body("code", equalTo("already_void"))
        .body("replacementId", equalTo(replacement));
    act(ops, id, "replacement", WHY).statusCode(409).body("code", equalTo("already_replaced"));

    Desk.as(tenants.ours("viewer"))
        .get(PATH + "/" + id)
        .then()
        .statusCode(200)
        .body("voucher.status", equalTo("void"))
        .body("voucher.scope.source", equalTo("ocr"))
        .body("replacedBy", equalTo(replacement))
        .body("redemption", nullValue())
        .body("events.kind", contains("replaced", "void", "scope", "sent", "issued"))
        .body("events[0].requestId", notNullValue());
    Desk.as(ops)
        .get(PATH + "/" + replacement)
        .then()
        .body("voucher.replaces", equalTo(id))
        .body("voucher.scope.stationId", equalTo(station.toString()));
  }

  @Test
  void the_page_of_events_is_read_backwards_and_by_kind() {
    String first = voucher();
    String second = voucher();
    String from = Instant.now().minusSeconds(60).toString();
    database.update(
        "INSERT INTO voucher_events (voucher_id, kind, actor, detail) VALUES (?, 'preview_failed', 'public', '{\"slug\":\"timeout\"}')",
        UUID.fromString(second));
    String mine = "/api/admin/voucher-events?client=" + tenants.ours;

    Desk.as(ops)
        .get(mine + "&kind=preview_failed&since=" + from)
        .then()
        .statusCode(200)
        .body("data.voucherId", contains(second))
        .body("data[0].detail.slug", equalTo("timeout"));
    List<String> read = new ArrayList<>();
    String cursor = null;
    do {
      var page =
          Desk.as(ops)
              .get(mine + "&limit=1" + (cursor == null ? "" : "&cursor=" + cursor))
              .jsonPath();
      read.add(page.getString("data[0].voucherId") + " " + page.getString("data[0].kind"));
      cursor = page.getString("nextCursor");
    } while (cursor != null);
    assertEquals(List.of(second + " preview_failed", second + " issued", first + " issued"), read);
    Desk.as(ops).get(mine + "&until=" + from).then().body("data", hasSize(0));
    Desk.as(ops).get(mine + "&kind=no&since=no").then().statusCode(400).body("errors", hasSize(2));
    Desk.as(tenants.theirs("ops")).get(mine).then().body("data", hasSize(0));
  }

  @Test
  void what_is_another_client_s_is_not_there() {
    String id = voucher();
    String batch = database.one("SELECT batch_id FROM vouchers WHERE id = ?", UUID.fromString(id));
    SignedIn theirs = tenants.theirs("ops");
    database.update("UPDATE people SET may_reveal = true WHERE id = ?", theirs.person());
    String any = PATH + "/" + id;
    Tenants.hidden(Desk.as(theirs), "GET", any, null);
    Tenants.hidden(Desk.as(theirs), "GET", PATH + "/batches/" + batch, null);
    Tenants.hidden(Desk.as(theirs), "POST", any + "/void", WHY);
    Tenants.hidden(Desk.as(theirs), "POST", any + "/replacement", WHY);
    Tenants.hidden(Desk.as(theirs), "POST", any + "/mark-sent", WHY);
    Tenants.hidden(Desk.as(theirs), "POST", any + "/reveal", WHY);
    Tenants.hidden(Desk.as(theirs), "POST", PATH + "/batches/" + batch + "/codes", WHY);
    Tenants.hidden(
        Desk.as(theirs),
        "PATCH",
        any,
        "{\"stationScope\":null,\"source\":\"manual\",\"reason\":\"x\"}");
    var open = given.voucher(tenants.ours, brand, new Money(5, "USD"), Instant.now());
    Tenants.hidden(Desk.as(theirs), "POST", PATH + "/find", "{\"code\":\"" + open.qr() + "\"}");
    Tenants.lists(Desk.as(ops), PATH, id, UUID.randomUUID());
    String other =
        given.voucher(tenants.theirs, brand, new Money(5, "USD"), Instant.now()).id().toString();
    Tenants.lists(Desk.as(ops), PATH, id, other);
    Desk.as(admin)
        .body(WHY)
        .post(PATH + "/" + open.id() + "/reveal")
        .then()
        .statusCode(200)
        .header("Cache-Control", equalTo("no-store"))
        .body("code", equalTo(open.code()))
        .body("qrPayload", equalTo(open.qr()));
    Desk.as(ops).get(PATH + "/" + open.id()).then().body("voucher.lastFour", not(nullValue()));
  }

  private String voucher() {
    return issue(ops, UUID.randomUUID().toString(), issue(",\"count\":1"))
        .statusCode(201)
        .extract()
        .path("vouchers[0].id");
  }

  private String issue(String rest) {
    return ("{\"clientId\":\"%s\",\"brandId\":\"%s\",\"value\":{\"amount\":2500,\"currency\":\"USD\"},"
            + "\"expiresAt\":\"2150-01-01T00:00:00Z\"%s}")
        .formatted(tenants.ours, brand, rest);
  }

  private static ValidatableResponse issue(SignedIn who, String key, String body) {
    return as(who, key).body(body).post(PATH).then();
  }

  private ValidatableResponse voidIt(String id, String key) {
    return as(ops, key)
        .body("{\"reason\":\"wrong number\",\"replacement\":true}")
        .post(PATH + "/" + id + "/void")
        .then();
  }

  private static ValidatableResponse act(SignedIn who, String id, String verb, String body) {
    return Desk.as(who).body(body).post(PATH + "/" + id + "/" + verb).then();
  }

  private static RequestSpecification as(SignedIn who, String key) {
    RequestSpecification request =
        Desk.nobody()
            .cookie("scrip_session", who.cookie())
            .header("X-CSRF-Token", who.csrf())
            .contentType("application/json");
    return key == null ? request : request.header("Idempotency-Key", key);
  }

  private long count(String sql, Object... parameters) {
    return database.count(sql, parameters);
  }

  private static String code() {
    return "S" + UUID.randomUUID().toString().replaceAll("[^0-9]", "").substring(0, 9);
  }
}
