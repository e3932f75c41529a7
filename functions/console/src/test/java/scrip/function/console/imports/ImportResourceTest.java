package scrip.function.console.imports;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static scrip.function.console.Desk.DATABASE;
import static scrip.function.console.Desk.GIVEN;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.function.console.Desk;
import scrip.imports.CommitImports;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/** Files through the console. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class ImportResourceTest {

  private static final String PATH = "/api/admin/imports";

  @Inject CommitImports commitImports;

  @Test
  void a_file_of_cards_goes_all_the_way() {
    UUID pool = GIVEN.poolOf("Way", 0);
    SignedIn ops = GIVEN.signedIn("ops");
    String id = begin(Desk.as(ops), pool);
    part(Desk.as(ops), id, "2", ",25.00\nWAY-2,24.00\nWAY-1,\n").statusCode(200);
    part(Desk.as(ops), id, "1", "card_code,value\nWAY-1").statusCode(200);
    commit(Desk.as(ops), id, 3)
        .statusCode(409)
        .body("code", equalTo("parts_missing"))
        .body("missing", equalTo(java.util.List.of(3)));
    commit(Desk.as(ops), id, 2).statusCode(200).body("state", equalTo("waiting"));
    commit(Desk.as(ops), id, 2).statusCode(200);
    commitImports.commit().await().indefinitely();
    Desk.as(ops)
        .get(PATH + "/" + id)
        .then()
        .statusCode(200)
        .body("state", equalTo("done"))
        .body("rowsRead", equalTo(3))
        .body("rowsTaken", equalTo(1))
        .body("rowsRefused", equalTo(2))
        .body("rowsPerSecond", notNullValue())
        .body("secondsLeft", nullValue())
        .body("refusals.reason", hasItems("wrong-value", "duplicate-in-file"));
    var page =
        Desk.as(ops)
            .queryParam("limit", 1)
            .get(PATH + "/" + id + "/refusals")
            .then()
            .statusCode(200);
    page.body("data", hasSize(1))
        .body("data[0].line", equalTo(3))
        .body("data[0].column", equalTo("value"))
        .body("data[0].value", equalTo("••"));
    Desk.as(ops)
        .queryParam("limit", 1)
        .queryParam("cursor", page.extract().<String>path("nextCursor"))
        .get(PATH + "/" + id + "/refusals")
        .then()
        .statusCode(200)
        .body("data[0].otherLine", equalTo(2))
        .body("nextCursor", nullValue());
    Desk.as(ops)
        .get(PATH + "/" + id + "/refused.csv")
        .then()
        .statusCode(200)
        .contentType("text/csv")
        .body(
            equalTo(
                "card_code,value,refused_because\r\n"
                    + "WAY-2,24.00,value is not the value of this pool's cards\r\n"
                    + "WAY-1,,\"card_code is in this file already, in line 2\"\r\n"));
    assertEquals(
        1,
        DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action = 'import-rows-fetched' AND subject_id = ?",
            id));
    Desk.as(ops).get(PATH + "/" + id + "/refused.csv").then().statusCode(200);
    Desk.as(GIVEN.signedIn("ops")).get(PATH + "/" + id + "/refused.csv").then().statusCode(403);
    Desk.as(GIVEN.signedIn("admin")).get(PATH + "/" + id + "/refused.csv").then().statusCode(403);
    Desk.as(GIVEN.signedIn("viewer")).get(PATH + "/" + id + "/refusals").then().statusCode(200);
    Desk.as(GIVEN.signedIn("viewer")).get(PATH + "/" + id + "/refused.csv").then().statusCode(403);
  }

  @Test
  void parts_are_repeated_not_changed_and_at_most_4_mib() {
    UUID pool = GIVEN.poolOf("Sizes", 0);
    SignedIn ops = GIVEN.signedIn("ops");
    String id = begin(Desk.as(ops), pool);
    part(Desk.as(ops), id, "1", "card_code\n").statusCode(200);
    part(Desk.as(ops), id, "1", "card_code\n").statusCode(200);
    part(Desk.as(ops), id, "1", "card_kode\n")
        .statusCode(409)
        .body("code", equalTo("part_differs"));
    part(Desk.as(ops), id, "0", "x").statusCode(400);
    part(Desk.as(ops), id, "2501", "x").statusCode(400);
    part(Desk.as(ops), id, "2", "").statusCode(400);
    part(Desk.as(ops), id, "2", "x".repeat(4 << 20)).statusCode(200);
    part(Desk.as(ops), id, "3", "x".repeat((4 << 20) + 1))
        .statusCode(413)
        .body("code", equalTo("body_too_large"));
    Desk.as(ops).body("{\"parts\":1}").put(PATH + "/" + id + "/parts/4").then().statusCode(415);
    Desk.as(ops).delete(PATH + "/" + id).then().statusCode(204);
    Desk.as(ops).delete(PATH + "/" + id).then().statusCode(204);
    part(Desk.as(ops), id, "3", "x").statusCode(409).body("code", equalTo("import_closed"));
    assertEquals(
        0,
        DATABASE.count(
            "SELECT count(*) FROM import_parts WHERE import_id = ?", UUID.fromString(id)));
  }

  @Test
  void another_clients_imports_are_not_there() {
    UUID pool = GIVEN.poolOf("Theirs", 0);
    String id = begin(Desk.as(GIVEN.signedIn("ops")), pool);
    UUID mine = GIVEN.client("Mine", "US");
    RequestSpecification[] strangers = {
      Desk.as(GIVEN.signedIn("ops", mine)), Desk.with(GIVEN.agentKey(mine, "stock.write"))
    };
    for (RequestSpecification stranger : strangers) {
      stranger.get(PATH + "/" + id).then().statusCode(404);
      stranger.get(PATH + "/" + id + "/refusals").then().statusCode(404);
      stranger.get(PATH + "/" + id + "/refused.csv").then().statusCode(404);
      stranger.delete(PATH + "/" + id).then().statusCode(404);
      commit(stranger, id, 1).statusCode(404);
      stranger.body(body("cards", "poolId", pool)).post(PATH).then().statusCode(404);
      stranger.get(PATH).then().statusCode(200).body("data", hasSize(0));
    }
    part(Desk.as(GIVEN.signedIn("ops", mine)), id, "1", "x").statusCode(404);
  }

  @Test
  void cards_and_recipients_have_their_own_rights() {
    UUID pool = GIVEN.poolOf("Rights", 0);
    UUID client =
        UUID.fromString(DATABASE.one("SELECT client_id FROM card_pools WHERE id = ?", pool));
    UUID campaign = GIVEN.campaign(pool, "Rights");
    Map<String, RequestSpecification> ofCards =
        Map.of(
            "ops",
            Desk.as(GIVEN.signedIn("ops")),
            "key",
            Desk.with(GIVEN.agentKey(client, "stock.write")));
    Map<String, RequestSpecification> ofRecipients =
        Map.of(
            "data_ops", Desk.as(GIVEN.signedIn("data_ops")),
            "key", Desk.with(GIVEN.agentKey(client, "lists.write")));
    ofCards.forEach(
        (who, asks) -> asks.body(body("cards", "poolId", pool)).post(PATH).then().statusCode(201));
    ofRecipients.forEach(
        (who, asks) -> {
          asks.body(body("cards", "poolId", pool)).post(PATH).then().statusCode(403);
          asks.body(body("recipients", "campaignId", campaign)).post(PATH).then().statusCode(201);
        });
    ofCards
        .get("key")
        .body(body("recipients", "campaignId", campaign))
        .post(PATH)
        .then()
        .statusCode(403);
    for (String role : new String[] {"agent", "viewer"}) {
      Desk.as(GIVEN.signedIn(role))
          .body(body("cards", "poolId", pool))
          .post(PATH)
          .then()
          .statusCode(403);
    }
    Desk.nobody().get(PATH).then().statusCode(401);
    String cards = begin(Desk.as(GIVEN.signedIn("ops")), pool);
    SignedIn dataOps = GIVEN.signedIn("data_ops");
    Desk.as(dataOps).get(PATH + "/" + cards).then().statusCode(404);
    part(Desk.as(dataOps), cards, "1", "x").statusCode(404);
    Desk.as(GIVEN.signedIn("viewer")).delete(PATH + "/" + cards).then().statusCode(403);
  }

  @ParameterizedTest
  @ValueSource(strings = {"data_ops", "ops"})
  void made_codes_are_for_who_sent_the_file(String role) {
    UUID campaign = GIVEN.campaign(GIVEN.poolOf("Made " + role, 0), "Made " + role);
    SignedIn dataOps = GIVEN.signedIn(role);
    String id =
        Desk.as(dataOps)
            .body(body("recipients", "campaignId", campaign))
            .post(PATH)
            .then()
            .statusCode(201)
            .extract()
            .path("id");
    part(Desk.as(dataOps), id, "1", "first_name,phone\nAda,+15005550006\n").statusCode(200);
    commit(Desk.as(dataOps), id, 1).statusCode(200);
    commitImports.commit().await().indefinitely();
    Desk.as(GIVEN.signedIn("data_ops")).get(PATH + "/" + id + "/codes.csv").then().statusCode(403);
    Desk.as(GIVEN.signedIn("ops")).get(PATH + "/" + id + "/codes.csv").then().statusCode(403);
    Desk.as(dataOps)
        .get(PATH + "/" + id + "/codes.csv")
        .then()
        .statusCode(200)
        .body(containsString("line,recipient_id,redemption_code\r\n2,"));
  }

  @Test
  void a_request_with_faults_hears_all_of_them() {
    SignedIn ops = GIVEN.signedIn("ops");
    Desk.as(ops)
        .body("{\"kind\":\"vouchers\",\"colour\":1}")
        .post(PATH)
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItems("/kind", "/fileName", "/colour"));
    Desk.as(ops)
        .body("{\"kind\":\"cards\",\"campaignId\":\"x\",\"fileName\":\"a\"}")
        .post(PATH)
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItems("/poolId", "/campaignId"));
    Desk.as(ops).get(PATH + "/nonsense").then().statusCode(404);
    Desk.as(ops).queryParam("cursor", "??").get(PATH).then().statusCode(400);
    Desk.as(ops).queryParam("limit", "501").get(PATH).then().statusCode(400);
  }

  private static String begin(RequestSpecification as, UUID pool) {
    return as.body(body("cards", "poolId", pool))
        .post(PATH)
        .then()
        .statusCode(201)
        .body("state", equalTo("receiving"))
        .extract()
        .path("id");
  }

  private static ValidatableResponse part(
      RequestSpecification as, String id, String number, String text) {
    return as.contentType("application/octet-stream")
        .body(text.getBytes(java.nio.charset.StandardCharsets.UTF_8))
        .put(PATH + "/" + id + "/parts/" + number)
        .then();
  }

  private static ValidatableResponse commit(RequestSpecification as, String id, int parts) {
    return as.body("{\"parts\":" + parts + "}").post(PATH + "/" + id + "/commit").then();
  }

  private static String body(String kind, String owner, UUID id) {
    return "{\"kind\":\"" + kind + "\",\"" + owner + "\":\"" + id + "\",\"fileName\":\"a.csv\"}";
  }
}
