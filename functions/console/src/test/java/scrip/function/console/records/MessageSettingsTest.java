package scrip.function.console.records;

import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static scrip.function.console.Desk.DATABASE;
import static scrip.function.console.Desk.GIVEN;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.money.Money;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/** What messages are made of: saved only when it is right, and previewed without being saved. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class MessageSettingsTest {

  private static final String SID = "HX0123456789abcdef0123456789abcdef";

  private final String name = "m" + System.nanoTime();
  private final SignedIn admin = GIVEN.signedIn("admin");
  private final UUID client = GIVEN.client(name, "US");

  @Test
  void a_client_has_a_language_a_name_and_a_colour() {
    String other =
        post(
                "clients",
                "{'name':'"
                    + name
                    + "b','region':'RW','language':'rw','mailName':'Acorn','mailColour':'#00558C'}")
            .statusCode(200)
            .body("language", equalTo("rw"))
            .body("mailName", equalTo("Acorn"))
            .body("mailColour", equalTo("#00558c"))
            .extract()
            .path("id");
    Desk.as(admin)
        .get("/api/admin/clients/" + client)
        .then()
        .body("language", equalTo("en"))
        .body("mailName", nullValue());
    post("clients", "{'name':'x','region':'US','language':'de','mailName':'','mailColour':'blue'}")
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/language", "/mailName", "/mailColour"));
    patch("clients/" + other, "{'language':null,'reason':'x'}").statusCode(400);
    patch(
            "clients/" + other,
            "{'language':'fr','mailName':null,'mailColour':'#ffffff','reason':'Moved'}")
        .statusCode(200)
        .body("language", equalTo("fr"))
        .body("mailName", nullValue());
    assertEquals(
        "[\"rw\", \"fr\"] [\"Acorn\", null] [\"#00558c\", \"#ffffff\"]",
        DATABASE.one(
            "SELECT concat_ws(' ', detail ->> 'language', detail ->> 'mailName', detail ->> 'mailColour')"
                + " FROM audit_log WHERE action = 'change-client' AND subject_id = ?",
            other));
  }

  @Test
  void a_campaign_keeps_its_channels_in_order_and_its_templates() {
    String id =
        post(
                "campaigns",
                campaign(
                    "'channels':['whatsapp','email','sms'],'whatsappContentSid':'"
                        + SID
                        + "','whatsappVariables':{'2':'{code}','1':'Dear {first_name}'},"
                        + "'emailSubject':'Your {brand} card'"))
            .statusCode(200)
            .body("channels", contains("whatsapp", "email", "sms"))
            .body("whatsappVariables", equalTo(Map.of("1", "Dear {first_name}", "2", "{code}")))
            .body("warnings", empty())
            .extract()
            .path("id");
    assertEquals(
        "{whatsapp,email,sms} " + SID + " {code} Your {brand} card",
        DATABASE.one(
            "SELECT concat_ws(' ', channels::text, whatsapp_content_sid, whatsapp_variables ->> '2', email_subject)"
                + " FROM campaigns WHERE id = ?::uuid",
            id));
    patch("campaigns/" + id, "{'whatsappVariables':{'1':'{code}'},'reason':'Shorter'}")
        .statusCode(200)
        .body("whatsappVariables", equalTo(Map.of("1", "{code}")));
    patch("campaigns/" + id, "{'whatsappVariables':{'1':'{code}'},'reason':'Again'}")
        .statusCode(200);
    assertEquals(
        "Shorter {code}",
        DATABASE.one(
            "SELECT string_agg(concat_ws(' ', reason, detail #>> '{whatsappVariables,1,1}'), ',')"
                + " FROM audit_log WHERE action = 'change-campaign' AND subject_id = ?",
            id));
    patch("campaigns/" + id, "{'whatsappContentSid':null,'reason':'x'}")
        .statusCode(400)
        .body("errors.pointer", contains("/whatsappContentSid"));
    patch(
            "campaigns/" + id,
            "{'whatsappContentSid':null,'whatsappVariables':null,'emailSubject':null,'reason':'Off'}")
        .statusCode(200)
        .body("whatsappContentSid", nullValue())
        .body("whatsappVariables", nullValue())
        .body("warnings", contains(containsString("24 hours")));
    patch("campaigns/" + id, "{'channels':['sms'],'reason':'Only'}").body("warnings", empty());
    Desk.as(admin)
        .get("/api/admin/campaigns?client=" + client)
        .then()
        .body("data[0].channels", contains("sms"));
  }

  @Test
  void nothing_wrong_is_saved_and_everything_wrong_is_said() {
    post(
            "campaigns",
            campaign(
                "'channels':['sms','sms'],'messageTemplate':'Hi {name} {first_name','whatsappContentSid':'HX1',"
                    + "'whatsappVariables':{'1':'{who}','21':'x','a':'x'},'emailSubject':'{code}'"))
        .statusCode(400)
        .body(
            "errors.pointer",
            containsInAnyOrder(
                "/channels",
                "/messageTemplate",
                "/messageTemplate",
                "/messageTemplate",
                "/whatsappContentSid",
                "/whatsappVariables",
                "/whatsappVariables/1",
                "/whatsappVariables/21",
                "/whatsappVariables/a",
                "/emailSubject"));
    post("campaigns", campaign("'whatsappContentSid':'" + SID + "'"))
        .statusCode(400)
        .body("errors.pointer", contains("/whatsappVariables"));
    post("campaigns", campaign("'messageTemplate':'{code} " + "ê".repeat(650) + "'"))
        .statusCode(400)
        .body("errors.detail", hasItem(containsString("11 text messages")));
    assertEquals(0, DATABASE.count("SELECT count(*) FROM campaigns WHERE client_id = ?", client));

    UUID campaign = campaignOf("Acme");
    for (String change :
        new String[] {
          "'channels':[]",
          "'channels':null",
          "'messageTemplate':null",
          "'messageTemplate':'Hi'",
          "'messageTemplate':'{code}\\u0007'",
          "'whatsappVariables':{}",
          "'whatsappVariables':'{code}'",
          "'whatsappVariables':{'1':null}",
          "'emailSubject':'{x}'"
        }) {
      patch("campaigns/" + campaign, "{" + change + ",'reason':'x'}").statusCode(400);
    }
    assertEquals(
        0,
        DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action = 'change-campaign' AND subject_id = ?::text",
            campaign));
  }

  @Test
  void a_text_message_is_previewed_with_samples_and_its_price() {
    UUID campaign = campaignOf("Café Crème");
    DATABASE.update("UPDATE clients SET language = 'fr' WHERE id = ?", client);

    post(
            "campaigns/preview",
            "{'campaignId':'"
                + campaign
                + "','messageTemplate':'{first_name}: {value} {brand} {code}'}")
        .statusCode(200)
        .body("channel", equalTo("sms"))
        .body("text", equalTo("Ada: 1 250,00 USD Café Crème XXXX-SAMPLE"))
        .body("sms.encoding", equalTo("GSM-7"))
        .body("sms.units", equalTo(40))
        .body("sms.segments", equalTo(1))
        .body("sms.segmentsAtMost", equalTo(1))
        .body("faults", empty())
        .body("warnings", empty());
    post("campaigns/preview", "{'campaignId':'" + campaign + "'}")
        .body("text", containsString("Hi Ada, here is your Café Crème"));
    post(
            "campaigns/preview",
            "{'clientId':'"
                + client
                + "','messageTemplate':'{client_name} ê {code}"
                + "x".repeat(150)
                + "'}")
        .body("text", containsString(name + " ê XXXX-SAMPLE"))
        .body("sms.encoding", equalTo("UCS-2"))
        .body("sms.forcing", contains("ê"))
        .body("sms.segments", equalTo(3))
        .body("warnings", containsInAnyOrder(containsString("4 parts"), containsString(": ê")));
    post("campaigns/preview", "{'messageTemplate':'Hi {name}'}")
        .statusCode(200)
        .body("text", equalTo("Hi"))
        .body("faults.pointer", contains("/messageTemplate", "/messageTemplate"));
    assertEquals(
        0,
        DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action = 'change-campaign' AND subject_id = ?::text",
            campaign));
  }

  @Test
  void whatsapp_and_e_mail_are_previewed_by_what_they_use() {
    UUID campaign = campaignOf("Acme");
    String id = "'campaignId':'" + campaign + "'";

    post(
            "campaigns/preview",
            "{"
                + id
                + ",'channel':'whatsapp','whatsappContentSid':'"
                + SID
                + "','whatsappVariables':{'1':'{first_name}','2':'Code {code}'}}")
        .statusCode(200)
        .body("text", nullValue())
        .body("sms", nullValue())
        .body("variables", equalTo(Map.of("1", "Ada", "2", "Code XXXX-SAMPLE")))
        .body("faults", empty())
        .body("warnings", contains(containsString("Variable 1")));
    post(
            "campaigns/preview",
            "{" + id + ",'channel':'whatsapp','whatsappVariables':{'1':'{code}'}}")
        .body("faults.pointer", contains("/whatsappContentSid"));
    post("campaigns/preview", "{" + id + ",'channel':'whatsapp'}")
        .body("text", containsString("XXXX-SAMPLE"))
        .body("warnings", contains(containsString("24 hours")));
    post(
            "campaigns/preview",
            "{" + id + ",'channel':'email','emailSubject':'{brand} for {first_name}'}")
        .body("subject", equalTo("Acme for Ada"))
        .body("text", nullValue())
        .body("values.code", equalTo("XXXX-SAMPLE"))
        .body("values.value", equalTo("USD 1,250.00"));
    post("campaigns/preview", "{" + id + ",'clientId':'" + client + "','channel':'fax','more':1}")
        .statusCode(400)
        .body("errors.pointer", containsInAnyOrder("/clientId", "/channel", "/more"));
  }

  @Test
  void a_preview_tells_nothing_of_another_client() {
    UUID campaign = campaignOf("Acme");
    SignedIn stranger = GIVEN.signedIn("data_ops", GIVEN.client(name + "s", "US"));

    for (String what : new String[] {"'campaignId':'" + campaign, "'clientId':'" + client}) {
      Desk.as(stranger)
          .body(("{" + what + "'}").replace('\'', '"'))
          .post("/api/admin/campaigns/preview")
          .then()
          .statusCode(404);
    }
    Desk.as(GIVEN.signedIn("viewer", client))
        .body("{\"campaignId\":\"" + campaign + "\"}")
        .post("/api/admin/campaigns/preview")
        .then()
        .statusCode(200);
  }

  private UUID campaignOf(String brand) {
    UUID pool = GIVEN.pool(client, brand(brand), name, new Money(125000, "USD"));
    return GIVEN.campaign(pool, name);
  }

  private static UUID brand(String brand) {
    return UUID.fromString(
        DATABASE.one(
            "INSERT INTO brands (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET name = brands.name RETURNING id",
            brand));
  }

  private String campaign(String more) {
    return "{'clientId':'" + client + "','name':'" + name + "'," + more + "}";
  }

  private ValidatableResponse post(String path, String body) {
    return Desk.as(admin).body(body.replace('\'', '"')).post("/api/admin/" + path).then();
  }

  private ValidatableResponse patch(String path, String body) {
    return Desk.as(admin).body(body.replace('\'', '"')).patch("/api/admin/" + path).then();
  }
}
