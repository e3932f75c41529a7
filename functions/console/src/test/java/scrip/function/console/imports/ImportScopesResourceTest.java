package scrip.function.console.imports;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static scrip.function.console.Desk.DATABASE;
import static scrip.function.console.Desk.GIVEN;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.function.console.Tenants;
import scrip.imports.CommitImports;
import scrip.money.Money;
import scrip.testing.Given.SignedIn;
import scrip.testing.GivenVouchers;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.function.Cloud;

/** Lists of scopes through the console: taken, looked at, undone. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class ImportScopesResourceTest {

  private static final String PATH = "/api/admin/imports";
  private static final String SUMMARY = "/api/admin/scopes/summary";
  private static final String WHY = "{\"reason\":\"off by one\"}";
  private static final GivenVouchers VOUCHERS =
      new GivenVouchers(DATABASE, Cloud.settings().secrets(), System.nanoTime());

  @Inject CommitImports commitImports;

  private final String mark =
      Long.toString(System.nanoTime(), 36).toUpperCase(java.util.Locale.ROOT);
  private final String code = "S" + mark.substring(mark.length() - 8);
  private final Tenants tenants = new Tenants("Scopes " + UUID.randomUUID());

  @Test
  void a_wrong_list_is_found_and_undone() {
    UUID station = VOUCHERS.station(tenants.ours, code);
    List<Open> open = open(tenants.ours, 3);
    SignedIn dataOps = tenants.ours("data_ops");
    String id =
        take(
            Desk.as(dataOps),
            tenants.ours,
            "ocr",
            list(open, code) + UUID.randomUUID() + "," + code + "\n");
    Desk.as(dataOps)
        .get(PATH + "/" + id)
        .then()
        .statusCode(200)
        .body("state", equalTo("done"))
        .body("kind", equalTo("station_scopes"))
        .body("source", equalTo("ocr"))
        .body("clientId", equalTo(tenants.ours.toString()))
        .body("rowsTaken", equalTo(3))
        .body("refusals.reason", hasItem("unknown-voucher"));
    Desk.as(dataOps)
        .queryParam("client", tenants.ours)
        .get(SUMMARY)
        .then()
        .statusCode(200)
        .body("data", hasSize(1))
        .body("data[0].station", equalTo(code))
        .body("data[0].source", equalTo("ocr"))
        .body("data[0].importId", equalTo(id))
        .body("data[0].fileName", equalTo("scopes.csv"))
        .body("data[0].vouchers", equalTo(3));
    var page =
        Desk.as(dataOps)
            .queryParam("limit", 2)
            .queryParam("station", code.toLowerCase(java.util.Locale.ROOT))
            .get(PATH + "/" + id + "/scopes")
            .then()
            .statusCode(200)
            .body(
                "data.voucherId",
                contains(open.get(0).id().toString(), open.get(1).id().toString()))
            .body("data[0].from", nullValue())
            .body("data[0].to", equalTo(code))
            .body("data[0].present", equalTo(code))
            .body("data[0].status", equalTo("issued"));
    Desk.as(dataOps)
        .queryParam("limit", 2)
        .queryParam("cursor", page.extract().<String>path("nextCursor"))
        .get(PATH + "/" + id + "/scopes")
        .then()
        .statusCode(200)
        .body("data.line", contains(4))
        .body("nextCursor", nullValue());
    Desk.as(dataOps)
        .queryParam("station", "NOWHERE")
        .get(PATH + "/" + id + "/scopes")
        .then()
        .body("data", hasSize(0));
    redeem(open.get(2), station);

    undo(Desk.as(dataOps), id, 2, 0, 1);
    undo(Desk.as(dataOps), id, 0, 2, 1);

    Desk.as(tenants.ours("viewer"))
        .get(PATH + "/" + id + "/scopes")
        .then()
        .statusCode(200)
        .body("data[0].present", nullValue())
        .body("data[0].undoneAt", notNullValue())
        .body("data[2].present", equalTo(code));
    assertEquals(
        List.of(List.of("person:" + dataOps.person(), "off by one", "t")),
        DATABASE.all(
            "SELECT actor, reason, request_id IS NOT NULL FROM voucher_events WHERE voucher_id = ? AND kind = 'scope'"
                + " ORDER BY id DESC LIMIT 1",
            open.get(0).id()));
  }

  @Test
  void the_same_key_undoes_once_and_answers_the_same() {
    VOUCHERS.station(tenants.ours, code);
    String id =
        take(
            Desk.with(tenants.ourKey("vouchers.write")),
            tenants.ours,
            "import",
            list(open(tenants.ours, 2), code));
    SignedIn ops = tenants.ours("ops");
    String key = UUID.randomUUID().toString();
    for (int i = 0; i < 2; i++) {
      Desk.nobody()
          .cookie("scrip_session", ops.cookie())
          .header("X-CSRF-Token", ops.csrf())
          .header("Idempotency-Key", key)
          .contentType("application/json")
          .body(WHY)
          .post(PATH + "/" + id + "/undo-scopes")
          .then()
          .statusCode(200)
          .body("restored", equalTo(2));
    }
    Desk.nobody()
        .cookie("scrip_session", ops.cookie())
        .header("X-CSRF-Token", ops.csrf())
        .contentType("application/json")
        .body(WHY)
        .post(PATH + "/" + id + "/undo-scopes")
        .then()
        .statusCode(400);
    assertEquals(
        1,
        DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action = 'undo-scopes' AND subject_id = ?", id));
  }

  @Test
  void another_clients_lists_and_vouchers_are_not_there() {
    VOUCHERS.station(tenants.theirs, code);
    List<Open> theirs = open(tenants.theirs, 1);
    String id = take(Desk.as(tenants.theirs("ops")), tenants.theirs, "import", list(theirs, code));
    SignedIn ours = tenants.ours("ops");
    Tenants.hidden(Desk.as(ours), "GET", PATH + "/" + id + "/scopes", null);
    Tenants.hidden(Desk.as(ours), "POST", PATH + "/" + id + "/undo-scopes", WHY);
    Tenants.hidden(Desk.as(ours), "POST", PATH, body(tenants.theirs, "import"));
    Desk.as(ours).get(SUMMARY).then().statusCode(200).body("data.importId", not(hasItem(id)));
    Desk.as(ours).queryParam("client", tenants.theirs).get(SUMMARY).then().body("data", hasSize(0));
    String mine = take(Desk.as(ours), tenants.ours, "import", list(theirs, code));
    Desk.as(ours)
        .get(PATH + "/" + mine + "/refusals")
        .then()
        .statusCode(200)
        .body("data.reason", contains("unknown-voucher"));
    assertEquals(
        id, DATABASE.one("SELECT scope_import_id FROM vouchers WHERE id = ?", theirs.get(0).id()));
  }

  @Test
  void who_may_not_and_what_does_not_go_together_is_refused() {
    String path = PATH + "/" + UUID.randomUUID();
    for (String role : List.of("agent", "viewer")) {
      Desk.as(GIVEN.signedIn(role))
          .body(body(tenants.ours, "import"))
          .post(PATH)
          .then()
          .statusCode(403);
      Desk.as(GIVEN.signedIn(role)).body(WHY).post(path + "/undo-scopes").then().statusCode(403);
    }
    Desk.with(tenants.ourKey("stock.write"))
        .body(body(tenants.ours, "import"))
        .post(PATH)
        .then()
        .statusCode(403);
    Desk.with(tenants.ourKey("vouchers.write"))
        .body("{\"kind\":\"cards\",\"poolId\":\"" + tenants.ours + "\",\"fileName\":\"a\"}")
        .post(PATH)
        .then()
        .statusCode(403);
    SignedIn ops = GIVEN.signedIn("ops");
    Desk.as(ops)
        .body(
            "{\"kind\":\"station_scopes\",\"poolId\":\"x\",\"source\":\"manual\",\"fileName\":\"a\"}")
        .post(PATH)
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItems("/clientId", "/poolId", "/source"));
    Desk.as(ops)
        .body("{\"kind\":\"cards\",\"poolId\":\"x\",\"source\":\"ocr\",\"fileName\":\"a\"}")
        .post(PATH)
        .then()
        .statusCode(400)
        .body("errors.pointer", contains("/source"));
    Desk.as(ops)
        .body("{\"after\":-1}")
        .post(path + "/undo-scopes")
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItems("/reason", "/after"));
    String receiving = begin(Desk.as(ops), tenants.ours, "import");
    Desk.as(ops)
        .body(WHY)
        .post(PATH + "/" + receiving + "/undo-scopes")
        .then()
        .statusCode(409)
        .body("code", equalTo("import_not_ended"));
    String cards =
        Desk.as(ops)
            .body(
                "{\"kind\":\"cards\",\"poolId\":\""
                    + GIVEN.poolOf("No scopes", 0)
                    + "\",\"fileName\":\"a\"}")
            .post(PATH)
            .then()
            .statusCode(201)
            .body("source", nullValue())
            .extract()
            .path("id");
    Desk.as(ops).body(WHY).post(PATH + "/" + cards + "/undo-scopes").then().statusCode(404);
  }

  private String take(RequestSpecification who, UUID client, String source, String file) {
    String id = begin(who, client, source);
    // A specification remembers its body and its type.
    SignedIn ops = GIVEN.signedIn("ops");
    Desk.as(ops)
        .contentType("application/octet-stream")
        .body(file.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .put(PATH + "/" + id + "/parts/1")
        .then()
        .statusCode(200);
    Desk.as(ops).body("{\"parts\":1}").post(PATH + "/" + id + "/commit").then().statusCode(200);
    commitImports.commit().await().indefinitely();
    return id;
  }

  private static String begin(RequestSpecification who, UUID client, String source) {
    return who.body(body(client, source)).post(PATH).then().statusCode(201).extract().path("id");
  }

  private static void undo(
      RequestSpecification who, String id, int restored, int restoredBefore, int notOpen) {
    who.body(WHY)
        .post(PATH + "/" + id + "/undo-scopes")
        .then()
        .statusCode(200)
        .body("restored", equalTo(restored))
        .body("restoredBefore", equalTo(restoredBefore))
        .body("changedSince", equalTo(0))
        .body("notOpen", equalTo(notOpen))
        .body("next", nullValue());
  }

  private static String body(UUID client, String source) {
    return "{\"kind\":\"station_scopes\",\"clientId\":\""
        + client
        + "\",\"source\":\""
        + source
        + "\",\"fileName\":\"scopes.csv\"}";
  }

  private static List<Open> open(UUID client, int count) {
    return VOUCHERS.vouchers(
        client,
        GIVEN.brand("Scoped " + UUID.randomUUID()),
        new Money(500, "RWF"),
        Instant.now(),
        count);
  }

  private static String list(List<Open> open, String station) {
    return open.stream()
        .map(voucher -> voucher.id() + "," + station)
        .collect(Collectors.joining("\n", "voucher_id,station_code\n", "\n"));
  }

  private static void redeem(Open voucher, UUID station) {
    DATABASE.update(
        "WITH taken AS (UPDATE vouchers SET status = 'redeemed', redeemed_at = now(), redemption_id = gen_random_uuid(),"
            + " changed_by = 'device', changed_at_station = ? WHERE id = ? RETURNING *)"
            + " INSERT INTO voucher_redemptions (id, voucher_id, client_id, station_id, device_id, value_minor, currency,"
            + " reference, method, scanned_at, redeemed_at, idempotency_key, fingerprint)"
            + " SELECT redemption_id, id, client_id, ?, ?, value_minor, currency, id::text, 'qr', now(), now(), 'k', '\\x00'"
            + " FROM taken",
        station,
        voucher.id(),
        station,
        VOUCHERS.device(station).id());
  }
}
