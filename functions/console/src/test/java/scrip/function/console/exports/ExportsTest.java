package scrip.function.console.exports;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static scrip.function.console.Desk.DATABASE;
import static scrip.function.console.Desk.GIVEN;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.function.console.Desk;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/** Exports. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class ExportsTest {

  private final SignedIn admin = GIVEN.signedIn("admin");
  private String name;
  private UUID client;
  private UUID pool;
  private UUID campaign;

  @BeforeEach
  void a_pool_and_its_campaign() {
    name = "e" + System.nanoTime();
    pool = GIVEN.poolOf(name, 30);
    campaign = GIVEN.campaign(pool, name);
    client = UUID.fromString(DATABASE.one("SELECT client_id FROM card_pools WHERE id = ?", pool));
  }

  @Test
  void pools_and_cards_come_with_counts_and_last_fours() {
    GIVEN.waitingDeliveries(campaign, pool, "+15005550006", 4);
    SignedIn viewer = GIVEN.signedIn("viewer", client);
    String pools = text(get(viewer, "pools.csv"));
    assertTrue(pools.startsWith("pool_id,client,brand,"), pools);
    assertTrue(pools.contains(name + ",2500,USD,26,4,0,0,0,0,0,30,0,20,csv_only,,\r\n"), pools);
    assertEquals(2, pools.split("\r\n").length);

    List<String> cards = lines(get(viewer, "cards.csv?bom=true&pool=" + pool));
    assertEquals(31, cards.size());
    assertEquals('\ufeff', cards.get(0).charAt(0));
    assertEquals(4, cards.stream().filter(l -> l.contains(",claimed,")).count());
    String lastFour =
        DATABASE.one("SELECT last_four FROM gift_cards WHERE pool_id = ? ORDER BY id", pool);
    assertTrue(cards.get(1).contains("," + lastFour + ","), cards.get(1));
    assertFalse(String.join("", cards).contains("GC"));
    assertEquals(5, lines(get(viewer, "cards.csv?pool=" + pool + "&campaign=" + campaign)).size());
    assertEquals(400, get(viewer, "cards.csv").statusCode());
  }

  @Test
  void formulas_are_text_and_numbers_stay_numbers() {
    GIVEN.recipient(campaign, "=HYPERLINK(1)", "+15005550006");
    DATABASE.update(
        "UPDATE recipients SET last_name = '@x', phone_raw = '+1 (500) 555-0006' WHERE campaign_id = ?",
        campaign);
    List<String> rows = lines(get(admin, "recipients.csv?campaign=" + campaign));
    assertTrue(
        rows.get(1).contains(",'=HYPERLINK(1),'@x,+15005550006,'+1 (500) 555-0006,,"), rows.get(1));
    assertEquals(
        1,
        DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action = 'export-recipients' AND detail ->> 'campaign' = ?",
            campaign.toString()));
  }

  @Test
  void recipients_go_to_those_who_keep_lists_and_only_their_own() {
    assertEquals(
        200,
        get(GIVEN.signedIn("data_ops", client), "recipients.csv?campaign=" + campaign)
            .statusCode());
    for (String role : List.of("agent", "viewer")) {
      SignedIn person = GIVEN.signedIn(role, client);
      assertEquals(403, get(person, "recipients.csv?campaign=" + campaign).statusCode());
      assertEquals(403, get(person, "waiting-list.csv").statusCode());
    }
    assertEquals(403, get(GIVEN.signedIn("agent", client), "cards.csv?pool=" + pool).statusCode());
    SignedIn stranger = GIVEN.signedIn("ops", GIVEN.client(name + "s", "US"));
    assertEquals(404, get(stranger, "recipients.csv?campaign=" + campaign).statusCode());
    assertEquals(404, get(stranger, "cards.csv?pool=" + pool).statusCode());
    assertEquals(404, get(stranger, "waiting-list.csv?pool=" + pool).statusCode());
    assertEquals(1, lines(get(stranger, "pools.csv")).size());
    assertEquals(1, lines(get(stranger, "waiting-list.csv")).size());
    assertEquals(403, get(stranger, reveal(pool, "")).statusCode());
  }

  @Test
  void pages_lose_nothing_and_repeat_nothing_while_rows_are_inserted() {
    GIVEN.recipients(campaign, "Ada", "+15005550006", 500);
    Set<String> there = new HashSet<>();
    DATABASE
        .all("SELECT id FROM recipients WHERE campaign_id = ?", campaign)
        .forEach(row -> there.add(row.get(0)));
    List<String> seen = new ArrayList<>();
    String next = "/api/admin/exports/recipients.csv?limit=70&campaign=" + campaign;
    int headers = 0;
    while (next != null) {
      GIVEN.recipients(campaign, "Late", "+15005550006", 5);
      Response page = Desk.as(admin).get(next);
      assertEquals(200, page.statusCode());
      for (String line : lines(page)) {
        if (line.startsWith("recipient_id")) {
          headers++;
        } else {
          seen.add(line.substring(0, 36));
        }
      }
      String link = page.header("Link");
      next = link == null ? null : link.substring(1, link.indexOf('>'));
    }
    assertEquals(1, headers);
    assertEquals(seen.size(), new HashSet<>(seen).size());
    there.removeAll(seen);
    assertEquals(Set.of(), there);
  }

  @Test
  void the_waiting_list_goes_out_with_the_best_number() {
    GIVEN.recipients(campaign, "Ada", "+15005550006", 1);
    DATABASE.update(
        "INSERT INTO waiting_list (pool_id, recipient_id, condition_id, channel, address, address_hash, best_number,"
            + " callback_due_at, note) SELECT ?, r.id, k.id, 'sms', r.phone, r.phone_hash, '+15550100', now(), '=1'"
            + " FROM recipients r JOIN campaign_conditions k ON k.campaign_id = r.campaign_id WHERE r.campaign_id = ?",
        pool,
        campaign);
    List<String> rows = lines(get(GIVEN.signedIn("ops", client), "waiting-list.csv?pool=" + pool));
    assertEquals(2, rows.size());
    assertTrue(rows.get(1).contains(",sms,+15005550006,+15550100,"), rows.get(1));
    assertTrue(rows.get(1).endsWith(",'=1"), rows.get(1));
  }

  @Test
  void ten_bound_cards_are_shown_alone_and_count_as_sent() {
    GIVEN.waitingDeliveries(campaign, pool, "+15005550006", 10);
    assertEquals(403, get(GIVEN.signedIn("ops", client), reveal(pool, "")).statusCode());
    assertEquals(409, get(admin, reveal(pool, "&status=available")).statusCode());
    assertEquals(400, get(admin, "cards.csv?reveal=true&pool=" + pool).statusCode());
    assertEquals(
        0, DATABASE.count("SELECT count(*) FROM card_reveals WHERE revealed_to = ?", who()));

    List<String> rows = lines(get(admin, reveal(pool, "")));
    assertEquals(11, rows.size());
    assertTrue(rows.get(1).matches("\\d+,sent,GC\\d{14},\\d{16},,[0-9a-f-]{36}"), "shape of a row");
    assertEquals(
        10, DATABASE.count("SELECT count(*) FROM card_reveals WHERE revealed_to = ?", who()));
    assertEquals(
        10,
        DATABASE.count(
            "SELECT count(*) FROM gift_cards WHERE pool_id = ? AND status = 'sent'", pool));
    assertEquals(
        20,
        DATABASE.count(
            "SELECT count(*) FROM gift_cards WHERE pool_id = ? AND status = 'available'", pool));
    assertEquals(
        "10 For the audit",
        DATABASE.one(
            "SELECT (detail ->> 'rows') || ' ' || reason FROM audit_log WHERE action = 'reveal-cards' AND subject_id = ?",
            pool.toString()));
    assertFalse(
        DATABASE
            .one(
                "SELECT string_agg(detail::text, '') FROM audit_log WHERE subject_id = ?",
                pool.toString())
            .contains("GC"));
  }

  @Test
  void more_than_ten_take_four_eyes_however_small_the_page() {
    GIVEN.waitingDeliveries(campaign, pool, "+15005550006", 11);
    Desk.as(admin)
        .urlEncodingEnabled(false)
        .get("/api/admin/exports/" + reveal(pool, "&limit=2"))
        .then()
        .statusCode(409)
        .body("code", equalTo("approval_required"));
    assertEquals(
        0, DATABASE.count("SELECT count(*) FROM card_reveals WHERE revealed_to = ?", who()));
    grant();
    Response page = get(admin, reveal(pool, "&limit=2"));
    assertEquals(200, page.statusCode());
    assertEquals(3, lines(page).size());
    assertEquals(
        2, DATABASE.count("SELECT count(*) FROM card_reveals WHERE revealed_to = ?", who()));
    assertEquals(409, get(admin, reveal(pool, "&limit=2")).statusCode(), "a grant is used up");
    String next = page.header("Link").replaceAll("^<|>.*$", "");
    assertEquals(409, Desk.as(admin).get(next).statusCode(), "the next page needs its own");
    assertNull(DATABASE.one("SELECT id FROM card_reveals WHERE revealed_to = ? OFFSET 2", who()));
  }

  private void grant() {
    DATABASE.update(
        "UPDATE approvals SET granted = true, decided_by = 'person:other', decided_at = now() WHERE asked_by = ? AND granted IS NULL",
        who());
  }

  private String who() {
    return "person:" + admin.person();
  }

  private static String reveal(UUID pool, String more) {
    return "cards.csv?reveal=true&reason=For+the+audit&pool=" + pool + more;
  }

  private static Response get(SignedIn person, String path) {
    return Desk.as(person).urlEncodingEnabled(false).get("/api/admin/exports/" + path);
  }

  private static List<String> lines(Response page) {
    return Arrays.asList(text(page).split("\r\n"));
  }

  private static String text(Response page) {
    assertEquals(200, page.statusCode());
    assertTrue(page.contentType().startsWith("text/csv"), page.contentType());
    return new String(page.asByteArray(), StandardCharsets.UTF_8);
  }
}
