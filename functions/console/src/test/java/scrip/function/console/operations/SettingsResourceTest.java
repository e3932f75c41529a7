package scrip.function.console.operations;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.giftcard.Contacts;
import scrip.secrets.Keys;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/** Which words mean STOP is decided by people, with a reason, and never by accident. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class SettingsResourceTest {

  private static final String SETTINGS = "/api/admin/settings";
  private static final String REDEEM = SETTINGS + "/station_redeem_enabled";
  private static final String OPT_OUTS = "/api/admin/opt-outs";
  private static final String NO = SETTINGS + "/inbound.no";

  private final SignedIn ops = Desk.GIVEN.signedIn("ops");
  private final String kept =
      Desk.DATABASE.one("SELECT value FROM settings WHERE key = 'inbound.no'");

  @AfterEach
  void as_it_was() {
    Desk.DATABASE.update("UPDATE settings SET value = ?::jsonb WHERE key = 'inbound.no'", kept);
    Desk.DATABASE.update("UPDATE settings SET value = 'true' WHERE key = 'station_redeem_enabled'");
  }

  @Test
  void the_lists_are_shown() {
    Desk.as(ops)
        .get(SETTINGS)
        .then()
        .statusCode(200)
        .body("data.key", hasItems("inbound.stop", "inbound.start", "inbound.help"))
        .body("data.find { it.key == 'inbound.stop' }.value", hasItem("ARRET"));
  }

  @Test
  void a_change_is_kept_as_it_is_compared_and_audited_once() {
    String body = "{\"value\":[\"no\",\"Nenni!\",\"oya\"],\"reason\":\"asked for\"}";

    change(NO, body)
        .statusCode(200)
        .body("value", equalTo(java.util.List.of("NO", "NENNI", "OYA")));
    change(NO, body).statusCode(200).body("changedBy", equalTo("person:" + ops.person()));

    assertEquals(
        "[\"NO\", \"NENNI\", \"OYA\"]",
        Desk.DATABASE.one("SELECT value FROM settings WHERE key = 'inbound.no'"));
    assertEquals(
        1,
        Desk.DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action = 'change-setting' AND actor = ? AND reason = 'asked for'",
            "person:" + ops.person()));
  }

  @Test
  void who_sees_some_clients_only_does_not_decide_for_all() {
    SignedIn limited =
        Desk.GIVEN.signedIn("ops", Desk.GIVEN.client(UUID.randomUUID().toString(), "US"));

    Desk.as(limited).body("{\"value\":[\"NO\"],\"reason\":\"x\"}").put(NO).then().statusCode(403);

    assertEquals(kept, Desk.DATABASE.one("SELECT value FROM settings WHERE key = 'inbound.no'"));
  }

  @Test
  void somebody_who_asked_by_word_of_mouth_is_opted_out_once() {
    SignedIn agent = Desk.GIVEN.signedIn("agent");
    String address = UUID.randomUUID() + "@example.com";
    String body = "{\"address\":\"" + address + "\",\"reason\":\"asked on the phone\"}";

    for (int i = 0; i < 2; i++) {
      Desk.as(agent)
          .body(body)
          .post(OPT_OUTS)
          .then()
          .statusCode(200)
          .body("suppressed", equalTo(0));
    }
    Desk.as(agent)
        .body("{\"address\":\"0123\",\"reason\":\"x\"}")
        .post(OPT_OUTS)
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItem("/address"));

    assertEquals(
        "operator",
        Desk.DATABASE.one(
            "SELECT source FROM opt_outs WHERE address_hash = ?",
            Contacts.hash(new Keys(Cloud.settings().secrets()), address)));
    assertEquals(
        0,
        Desk.DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action = 'opt-out' AND to_jsonb(audit_log)::text LIKE ?",
            "%" + address + "%"));
  }

  @Test
  void no_word_means_two_things_and_every_fault_is_told() {
    change(NO, "{\"value\":[\"no\",\"arrêt\",\"NO.\",\"!!\"],\"reason\":\"x\"}")
        .statusCode(400)
        .body("errors.pointer", hasItems("/value/1", "/value/2", "/value/3"))
        .body("errors[0].detail", equalTo("is in inbound.stop already"));
    change(NO, "{\"value\":[],\"reason\":\"x\"}").statusCode(400);
    change(NO, "{\"values\":[\"NO\"]}")
        .statusCode(400)
        .body("errors.pointer", hasItems("/value", "/values", "/reason"));
    change(NO, "{\"value\":[\"" + "n".repeat(41) + "\"],\"reason\":\"x\"}").statusCode(400);
    assertEquals(kept, Desk.DATABASE.one("SELECT value FROM settings WHERE key = 'inbound.no'"));
  }

  @Test
  void stop_stays_a_stop_and_unknown_settings_are_not_made() {
    change(SETTINGS + "/inbound.stop", "{\"value\":[\"BASTA\"],\"reason\":\"x\"}")
        .statusCode(400)
        .body("errors[0].detail", equalTo("must hold STOP"));
    change(SETTINGS + "/inbound.maybe", "{\"value\":[\"MAYBE\"],\"reason\":\"x\"}").statusCode(404);
  }

  @Test
  void redemption_at_stations_is_turned_off_and_on_with_a_reason() {
    String off = "{\"value\":false,\"reason\":\"redeemed twice\"}";
    change(REDEEM, off)
        .statusCode(200)
        .body("value", equalTo(false))
        .body("changedBy", equalTo("person:" + ops.person()));
    change(REDEEM, off).statusCode(200);
    Desk.as(ops).get(REDEEM).then().statusCode(200).body("value", equalTo(false));
    Desk.as(ops).get(SETTINGS).then().statusCode(200).body("switches.value", hasItem(false));
    change(REDEEM, "{\"value\":true,\"reason\":\"mended\"}")
        .statusCode(200)
        .body("value", equalTo(true));
    assertEquals(
        java.util.List.of(
            java.util.List.of("redeemed twice", "{\"to\": false, \"from\": true}"),
            java.util.List.of("mended", "{\"to\": true, \"from\": false}")),
        Desk.DATABASE.all(
            "SELECT reason, detail FROM audit_log WHERE subject_id = 'station_redeem_enabled' AND actor = ? ORDER BY id",
            "person:" + ops.person()));
  }

  @Test
  void a_switch_that_cannot_be_read_is_no_yes_and_is_put_right() {
    Desk.DATABASE.update(
        "UPDATE settings SET value = '\"yes\"' WHERE key = 'station_redeem_enabled'");
    Desk.as(ops).get(REDEEM).then().statusCode(200).body("value", nullValue());
    change(REDEEM, "{\"value\":true,\"reason\":\"put right\"}").statusCode(200);
    assertEquals(
        "true",
        Desk.DATABASE.one("SELECT value FROM settings WHERE key = 'station_redeem_enabled'"));
  }

  @Test
  void a_switch_is_for_who_sees_every_client_and_takes_nothing_but_yes_and_no() {
    SignedIn limited =
        Desk.GIVEN.signedIn("ops", Desk.GIVEN.client(UUID.randomUUID().toString(), "US"));
    Desk.as(limited).body("{\"value\":false,\"reason\":\"x\"}").put(REDEEM).then().statusCode(403);
    change(REDEEM, "{\"value\":\"off\",\"colour\":1}")
        .statusCode(400)
        .body("errors.pointer", hasItems("/value", "/reason", "/colour"));
    assertEquals(
        "true",
        Desk.DATABASE.one("SELECT value FROM settings WHERE key = 'station_redeem_enabled'"));
  }

  private ValidatableResponse change(String path, String body) {
    return Desk.as(ops).body(body).put(path).then();
  }
}
