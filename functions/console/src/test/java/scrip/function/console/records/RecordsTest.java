package scrip.function.console.records;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static scrip.function.console.Desk.DATABASE;
import static scrip.function.console.Desk.GIVEN;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.money.Money;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/** Clients, brands, campaigns, conditions. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class RecordsTest {

  private final String name = "r" + System.nanoTime();
  private final SignedIn admin = GIVEN.signedIn("admin");

  @Test
  void a_client_is_made_once_and_changed_with_a_reason() {
    String id =
        post(admin, "clients", "{'name':'" + name + "','region':'RW'}")
            .statusCode(200)
            .body("region", equalTo("RW"))
            .extract()
            .path("id");
    post(admin, "clients", "{'name':'" + name + "','region':'RW'}")
        .statusCode(409)
        .body("code", equalTo("name_taken"));
    patch(admin, "clients/" + id, "{'region':'US'}")
        .statusCode(400)
        .body("errors.pointer", hasItem("/reason"));
    patch(admin, "clients/" + id, "{'region':'US','reason':'Moved'}")
        .statusCode(200)
        .body("region", equalTo("US"));
    patch(admin, "clients/" + id, "{'region':'US','reason':'Moved'}").statusCode(200);
    patch(admin, "clients/" + id, "{'reason':'Moved'}").statusCode(400);

    assertEquals("US", DATABASE.one("SELECT region FROM clients WHERE id = ?::uuid", id));
    assertEquals(
        "person:" + admin.person() + " Moved [\"RW\", \"US\"]",
        DATABASE.one(
            "SELECT actor || ' ' || reason || ' ' || (detail ->> 'region') FROM audit_log"
                + " WHERE action = 'change-client' AND subject = 'clients' AND subject_id = ?",
            id));
    assertEquals(2, DATABASE.count("SELECT count(*) FROM audit_log WHERE subject_id = ?", id));
  }

  @Test
  void a_repeat_with_its_key_makes_no_second_one_and_answers_the_same() {
    String body = "{\"name\":\"" + name + "\"}";
    var request = Desk.as(admin);
    String first =
        request.body(body).post("/api/admin/brands").then().statusCode(200).extract().asString();
    String second =
        request.body(body).post("/api/admin/brands").then().statusCode(200).extract().asString();
    assertEquals(first, second);
  }

  @Test
  void a_record_that_fails_leaves_no_audit_row() {
    UUID client = GIVEN.client(name, "US");
    long before = DATABASE.count("SELECT count(*) FROM audit_log");
    post(admin, "pools", pool(client, UUID.randomUUID(), "p", "USD"))
        .statusCode(409)
        .body("code", equalTo("reference_unknown"));
    assertEquals(before, DATABASE.count("SELECT count(*) FROM audit_log"));
  }

  @Test
  void bad_input_lists_every_fault() {
    post(
            admin,
            "campaigns",
            "{'name':'','clientId':'x','redeemFrom':'2026-02-01T00:00:00Z','redeemUntil':'2026-01-01T00:00:00Z',"
                + "'channels':['fax'],'reveal':'both','approvalRequired':'yes','messageTemplate':'Hi {name}','more':1}")
        .statusCode(400)
        .body(
            "errors.pointer",
            hasItems(
                "/name",
                "/clientId",
                "/redeemUntil",
                "/channels",
                "/reveal",
                "/approvalRequired",
                "/messageTemplate",
                "/more"))
        .body("errors.detail", hasItem(containsString("{code}")));
  }

  @Test
  void a_campaign_goes_its_way_and_closed_stays_closed() {
    UUID client = GIVEN.client(name, "US");
    UUID pool = GIVEN.pool(client, GIVEN.brand(name), name, new Money(2500, "USD"));
    SignedIn data = GIVEN.signedIn("data_ops", client);
    String id =
        post(
                data,
                "campaigns",
                "{'clientId':'" + client + "','name':'Spring','channels':['sms','email']}")
            .statusCode(200)
            .body("state", equalTo("draft"))
            .body("channels", equalTo(java.util.List.of("sms", "email")))
            .extract()
            .path("id");
    state(data, id, "active").statusCode(409).body("code", equalTo("campaign_incomplete"));
    post(data, "campaigns/" + id + "/conditions", "{'number':1,'poolId':'" + pool + "'}")
        .statusCode(200);
    state(data, id, "paused").statusCode(409).body("code", equalTo("campaign_state"));
    state(data, id, "active").statusCode(200).body("state", equalTo("active"));
    state(data, id, "draft").statusCode(409);
    state(data, id, "paused").statusCode(200);
    state(data, id, "active").statusCode(200);
    patch(data, "campaigns/" + id, "{'redeemUntil':'2001-01-01T00:00:00Z','reason':'x'}")
        .statusCode(400)
        .body("errors.pointer", hasItem("/redeemUntil"));
    patch(
            data,
            "campaigns/" + id,
            "{'redeemUntil':'2100-01-01T00:00:00Z','approvalRequired':true,'channels':['email'],"
                + "'messageTemplate':'Hi {first_name}: {code}','reveal':'screen','reason':'Longer'}")
        .statusCode(200)
        .body("redeemUntil", equalTo("2100-01-01T00:00:00Z"));
    assertEquals(
        "{email} t screen",
        DATABASE.one(
            "SELECT channels::text || ' ' || left(approval_required::text, 1) || ' ' || reveal FROM campaigns WHERE id = ?::uuid",
            id));
    state(data, id, "closed").statusCode(200);
    state(data, id, "active").statusCode(409).body("code", equalTo("campaign_closed"));
    post(data, "campaigns/" + id + "/conditions", "{'number':2,'poolId':'" + pool + "'}")
        .statusCode(409)
        .body("code", equalTo("campaign_closed"));
    assertEquals(
        5,
        DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action = 'change-campaign' AND subject_id = ?",
            id));
    org.junit.jupiter.api.Assertions.assertThrows(
        IllegalStateException.class,
        () -> DATABASE.update("UPDATE campaigns SET state = 'active' WHERE id = ?::uuid", id));
  }

  @Test
  void a_condition_draws_on_a_pool_of_the_campaigns_own_client() {
    UUID brand = GIVEN.brand(name);
    UUID client = GIVEN.client(name, "US");
    UUID other = GIVEN.client(name + "o", "US");
    UUID pool = GIVEN.pool(client, brand, name, new Money(2500, "USD"));
    UUID second = GIVEN.pool(client, brand, name + "2", new Money(2500, "USD"));
    UUID foreign = GIVEN.pool(other, brand, name, new Money(2500, "USD"));
    UUID campaign = GIVEN.campaign(pool, name);
    String conditions = "campaigns/" + campaign + "/conditions";
    SignedIn data = GIVEN.signedIn("data_ops", client);

    post(admin, conditions, "{'number':2,'poolId':'" + foreign + "'}")
        .statusCode(409)
        .body("code", equalTo("other_client"));
    post(data, conditions, "{'number':2,'poolId':'" + foreign + "'}")
        .statusCode(409)
        .body("code", equalTo("reference_unknown"));
    post(data, conditions, "{'number':1,'poolId':'" + pool + "'}")
        .statusCode(409)
        .body("code", equalTo("condition_taken"));
    post(data, conditions, "{'number':4,'poolId':'" + pool + "'}").statusCode(400);
    patch(data, conditions + "/1", "{'poolId':'" + second + "','reason':'Empty'}")
        .statusCode(200)
        .body("poolId", equalTo(second.toString()));
    patch(data, conditions + "/3", "{'poolId':'" + second + "','reason':'Empty'}").statusCode(404);
    Desk.as(data)
        .get("/api/admin/" + conditions)
        .then()
        .statusCode(200)
        .body("number", equalTo(java.util.List.of(1)));
    assertEquals(
        "Empty",
        DATABASE.one(
            "SELECT reason FROM audit_log WHERE action = 'change-condition' ORDER BY id DESC LIMIT 1"));
  }

  @Test
  void what_is_another_clients_is_not_there() {
    UUID mine = GIVEN.client(name, "US");
    UUID theirs = GIVEN.client(name + "t", "US");
    UUID pool = GIVEN.pool(theirs, GIVEN.brand(name), name, new Money(2500, "USD"));
    UUID campaign = GIVEN.campaign(pool, name);
    GIVEN.recipient(campaign, "Ada", "+15005550006");
    String recipient = DATABASE.one("SELECT id FROM recipients WHERE campaign_id = ?", campaign);
    SignedIn data = GIVEN.signedIn("data_ops", mine);
    SignedIn agent = GIVEN.signedIn("agent", mine);
    for (SignedIn person : new SignedIn[] {data, agent}) {
      for (String path :
          new String[] {
            "clients/" + theirs,
            "campaigns/" + campaign,
            "campaigns/" + campaign + "/conditions",
            "campaigns/" + campaign + "/recipients",
            "recipients/" + recipient,
            "pools/" + pool
          }) {
        Desk.as(person).get("/api/admin/" + path).then().statusCode(404);
      }
      for (String list : new String[] {"clients", "campaigns", "pools"}) {
        Desk.as(person)
            .get("/api/admin/" + list + "?limit=500")
            .then()
            .statusCode(200)
            .body("data.id", not(hasItem(theirs.toString())))
            .body("data.id", not(hasItem(campaign.toString())))
            .body("data.id", not(hasItem(pool.toString())));
      }
      patch(person, "recipients/" + recipient, "{'phone':'+15005550006','reason':'x'}")
          .statusCode(404);
    }
    patch(data, "campaigns/" + campaign, "{'name':'x','reason':'x'}").statusCode(404);
    post(data, "campaigns", "{'clientId':'" + theirs + "','name':'x'}").statusCode(404);
    post(data, "campaigns/" + campaign + "/recipients", "{'firstName':'x'}").statusCode(404);
    post(GIVEN.signedIn("ops", mine), "pools", pool(theirs, UUID.randomUUID(), "x", "USD"))
        .statusCode(404);
    patch(GIVEN.signedIn("ops", mine), "pools/" + pool, "{'poolName':'x','reason':'x'}")
        .statusCode(404);
    assertEquals(name, DATABASE.one("SELECT name FROM campaigns WHERE id = ?", campaign));
  }

  @Test
  void agents_and_viewers_change_no_records() {
    UUID client = GIVEN.client(name, "US");
    for (String role : new String[] {"agent", "viewer"}) {
      SignedIn person = GIVEN.signedIn(role, client);
      post(person, "clients", "{'name':'x','region':'US'}").statusCode(403);
      post(person, "campaigns", "{'clientId':'" + client + "','name':'x'}").statusCode(403);
      post(person, "pools", "{}").statusCode(403);
    }
  }

  @Test
  void recipients_are_added_approved_and_reached_elsewhere() {
    UUID client = GIVEN.client(name, "GB");
    UUID pool = GIVEN.pool(client, GIVEN.brand(name), name, new Money(2500, "USD"));
    UUID campaign = GIVEN.campaign(pool, name);
    SignedIn data = GIVEN.signedIn("data_ops", client);
    SignedIn agent = GIVEN.signedIn("agent", client);
    String path = "campaigns/" + campaign + "/recipients";

    post(data, path, "{'firstName':'Ada','phone':'nonsense'}").statusCode(400);
    var made =
        post(
                data,
                path,
                "{'firstName':'Ada','phone':'+1 (500) 555-0006','email':'ada@example.com'}")
            .statusCode(200)
            .body("redemptionCode", notNullValue())
            .body("maskedPhone", not(containsString("555")))
            .body("approval", equalTo("pending"))
            .extract();
    String id = made.path("id");
    String code = made.path("redemptionCode");
    assertEquals(
        "+15005550006 +1 (500) 555-0006",
        DATABASE.one("SELECT phone || ' ' || phone_raw FROM recipients WHERE id = ?::uuid", id));
    assertEquals(
        1,
        DATABASE.count(
            "SELECT count(*) FROM recipients WHERE code_hash = ?", GIVEN.codeHash(code)));
    assertEquals(
        0,
        DATABASE.count(
            "SELECT count(*) FROM idempotency_keys WHERE outcome::text LIKE ?", "%" + code + "%"));
    post(data, path, "{'redemptionCode':'" + code.toLowerCase() + "'}")
        .statusCode(409)
        .body("code", equalTo("code_taken"));
    Desk.as(agent)
        .get("/api/admin/recipients/" + id)
        .then()
        .statusCode(200)
        .body("redemptionCode", nullValue())
        .body("codeLastFour", notNullValue())
        .body("$", not(org.hamcrest.Matchers.hasKey("codeHash")));

    patch(data, "recipients/" + id, "{'approval':'approved','reason':'Checked'}")
        .statusCode(200)
        .body("approval", equalTo("approved"));
    patch(agent, "recipients/" + id, "{'approval':'rejected','reason':'x'}").statusCode(403);
    patch(agent, "recipients/" + id, "{'lastName':'Other','reason':'x'}").statusCode(403);
    patch(data, "recipients/" + id.toUpperCase(), "{'lastName':'King','reason':'x'}")
        .statusCode(200);
    assertEquals(
        1,
        DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action = 'change-recipient' AND subject_id = ?",
            id));

    GIVEN.cards(pool, 1);
    DATABASE.update(
        "INSERT INTO waiting_list (pool_id, recipient_id, condition_id, channel, address, address_hash, callback_due_at)"
            + " SELECT ?, ?::uuid, id, 'sms', '+15005550006', '\\x00', now() FROM campaign_conditions WHERE campaign_id = ?",
        pool,
        id,
        campaign);
    patch(agent, "recipients/" + id, "{'phone':'020 7946 0018','reason':'New number'}")
        .statusCode(200);
    assertEquals(
        "+442079460018 020 7946 0018 +442079460018",
        DATABASE.one(
            "SELECT r.phone || ' ' || r.phone_raw || ' ' || w.address FROM recipients r"
                + " JOIN waiting_list w ON w.recipient_id = r.id WHERE r.id = ?::uuid",
            id));
    String detail =
        DATABASE.one(
            "SELECT detail::text FROM audit_log WHERE action = 'change-contact' AND subject_id = ?",
            id);
    assertFalse(detail.contains("7946") || detail.contains("5550006"), detail);
    GIVEN.optOut("+15005550006");
    patch(agent, "recipients/" + id, "{'phone':'+15005550006','reason':'Back'}")
        .statusCode(409)
        .body("code", equalTo("contact_opted_out"));
    patch(agent, "recipients/" + id, "{'email':null,'reason':'Gone'}").statusCode(200);
    assertNull(DATABASE.one("SELECT email_hash FROM recipients WHERE id = ?::uuid", id));
    assertEquals(
        "+442079460018", DATABASE.one("SELECT phone FROM recipients WHERE id = ?::uuid", id));
  }

  @Test
  void five_hundred_recipients_come_in_pages_without_loss_or_repeat_while_others_join() {
    UUID client = GIVEN.client(name, "US");
    UUID campaign =
        GIVEN.campaign(GIVEN.pool(client, GIVEN.brand(name), name, new Money(2500, "USD")), name);
    GIVEN.recipients(campaign, "Ada", "+15005550006", 500);
    java.util.Set<String> there = new java.util.HashSet<>();
    DATABASE
        .all("SELECT id FROM recipients WHERE campaign_id = ?", campaign)
        .forEach(row -> there.add(row.get(0)));
    java.util.List<String> seen = new java.util.ArrayList<>();
    String cursor = null;
    do {
      GIVEN.recipients(campaign, "Late", "+15005550006", 7);
      var page =
          Desk.as(admin)
              .get(
                  "/api/admin/campaigns/"
                      + campaign
                      + "/recipients?limit=20"
                      + (cursor == null ? "" : "&cursor=" + cursor))
              .then()
              .statusCode(200)
              .extract();
      seen.addAll(page.path("data.id"));
      cursor = page.path("nextCursor");
    } while (cursor != null);
    assertEquals(seen.size(), new java.util.HashSet<>(seen).size());
    there.removeAll(seen);
    assertEquals(java.util.Set.of(), there);
    Desk.as(admin).get("/api/admin/campaigns?cursor=zzz").then().statusCode(400);
    Desk.as(admin).get("/api/admin/campaigns?limit=501").then().statusCode(400);
  }

  private ValidatableResponse state(SignedIn person, String id, String state) {
    return patch(person, "campaigns/" + id, "{'state':'" + state + "','reason':'Plan'}");
  }

  private static String pool(UUID client, UUID brand, String name, String currency) {
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

  private static ValidatableResponse post(SignedIn person, String path, String body) {
    return Desk.as(person).body(body.replace('\'', '"')).post("/api/admin/" + path).then();
  }

  private static ValidatableResponse patch(SignedIn person, String path, String body) {
    return Desk.as(person).body(body.replace('\'', '"')).patch("/api/admin/" + path).then();
  }
}
