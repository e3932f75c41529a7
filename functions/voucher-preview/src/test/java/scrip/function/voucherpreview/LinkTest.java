package scrip.function.voucherpreview;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import scrip.access.Rights;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/** Links that open one picture for a while, without a session. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = {
      @ResourceArg(name = "scrip.public-url", value = Counter.PUBLIC_URL),
      @ResourceArg(name = "scrip.preview.deadline", value = "PT3S")
    })
class LinkTest {

  private final Counter counter = new Counter();
  private final SignedIn ops = counter.given.signedIn(Rights.OPS);

  @Test
  void a_link_opens_the_picture_of_its_voucher_for_an_hour_at_most() {
    Response made = Counter.as(ops).body(of(counter)).post("/api/vouchers/preview");
    made.then()
        .statusCode(200)
        .body("status", equalTo("ready"))
        .body("imageUrl", startsWith(Counter.PUBLIC_URL + counter.path() + "?token="));
    Duration good = Duration.between(Instant.now(), Instant.parse(made.path("expiresAt")));
    assertTrue(good.compareTo(Duration.ofMinutes(60)) <= 0);
    assertTrue(good.compareTo(Duration.ofMinutes(50)) > 0);

    Response picture = open(made.path("imageUrl"));
    picture.then().statusCode(200).contentType("image/png");
    assertEquals(counter.voucher.qr(), Counter.qr(picture.asByteArray()));
    assertEquals(1, counter.events("revealed"));
  }

  @Test
  void a_link_opens_nothing_else_and_nothing_later() {
    Counter other = new Counter();
    String token = counter.token(600);
    refused(other.path(), token);
    refused(counter.path(), counter.token(-1));
    refused(counter.path(), token.replaceFirst("^[0-9]+", Long.toString(later(1200))));
    refused(counter.path(), token.substring(0, token.length() - 1) + "x");
    refused(counter.path(), token.replaceFirst("\\.[0-9A-Z]+\\.", ".Z9."));
    refused(counter.path(), "1.2.3");
    // Signed with our key, but for longer than a link may be good.
    Instant then = Instant.now().plusSeconds(1800);
    refused(
        counter.path(),
        counter.links.token(counter.voucher.id(), then, then.plus(Duration.ofMinutes(60))));
    // What opens a voucher's picture opens no draft's, and the other way round.
    refused("/api/vouchers/draft/preview.png?draft=" + counter.voucher.id(), "&token=", token);
    refused(
        counter.path(),
        counter.links.tokenOfDraft(counter.voucher.id().toString(), Instant.now(), then));
    assertEquals(0, counter.events("revealed"));
    // A session does not mend a link.
    Counter.as(ops).get(counter.path() + "?token=1.2.3").then().statusCode(403);
    Counter.nobody().get(counter.path() + "?token=" + token).then().statusCode(200);
  }

  @Test
  void a_draft_is_shown_as_a_sample_without_a_code() {
    String body =
        "{'clientId':'%s','amount':{'amount':2500,'currency':'USD'},'brand':'Café Ngali',"
            + "'expiresOn':'2027-03-31','colour':'#a02040','scope':'Kigali Heights'}";
    Response made = draft(body.formatted(counter.client));
    made.then().statusCode(200).body("status", equalTo("ready"));
    String url = made.path("imageUrl");

    Response picture = open(url);
    picture.then().statusCode(200).contentType("image/png");
    assertNull(Counter.qr(picture.asByteArray()));
    open(url.replace("preview.png?", "preview.png?size=small&")).then().statusCode(200);
    open(url.replaceFirst("draft=.", "draft=x")).then().statusCode(403);
    open(url.replaceFirst("token=.*", "")).then().statusCode(401);
    String white =
        draft(body.replace("#a02040", "#ffffff").formatted(counter.client)).path("imageUrl");
    assertNotEquals(picture.header("ETag"), open(white).header("ETag"));
    assertEquals(
        0,
        counter.database.count(
            "SELECT count(*) FROM voucher_events WHERE actor = 'person:' || ?",
            ops.person().toString()));
  }

  @Test
  void all_faults_of_a_draft_are_told() {
    draft(
            "{'brand':'','amount':{'amount':0,'currency':'XXX'},'expiresOn':'2027-02-30','colour':'red','x':1}")
        .then()
        .statusCode(400)
        .body(
            "errors.pointer",
            hasItems(
                "/clientId",
                "/brand",
                "/amount/amount",
                "/amount/currency",
                "/expiresOn",
                "/colour",
                "/x"));
    draft("{}").then().statusCode(400).body("errors.pointer", hasItems("/amount", "/expiresOn"));
    draft("{'voucherId':null}").then().statusCode(400);
    draft("{'voucherId':'" + counter.voucher.id() + "','brand':'x'}").then().statusCode(400);
    String other =
        "{'clientId':'%s','amount':{'amount':1,'currency':'RWF'},'brand':'B','expiresOn':'2027-01-01'}";
    Counter.as(counter.given.signedIn(Rights.OPS, counter.client))
        .body(json(other.formatted(new Counter().client)))
        .post("/api/vouchers/preview")
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItems("/clientId"));
  }

  @Test
  void links_are_made_by_those_who_may_look() {
    preview(Counter.nobody().contentType("application/json")).statusCode(401);
    preview(Counter.nobody().cookie("scrip_session", ops.cookie()).contentType("application/json"))
        .statusCode(401);
    preview(counter.key()).statusCode(403);
    preview(counter.key(Rights.READ)).statusCode(403);
    preview(counter.key(Rights.VOUCHERS)).statusCode(200);
    preview(Counter.with(counter.given.agentKey(new Counter().client, Rights.VOUCHERS)))
        .statusCode(404);
  }

  private ValidatableResponse preview(RequestSpecification who) {
    return who.body(of(counter)).post("/api/vouchers/preview").then();
  }

  private Response draft(String body) {
    return Counter.as(ops).body(json(body)).post("/api/vouchers/preview");
  }

  private static Response open(String url) {
    assertFalse(url.contains("+"));
    return Counter.nobody().urlEncodingEnabled(false).get(url.replace(Counter.PUBLIC_URL, ""));
  }

  private static void refused(String path, String token) {
    refused(path, "?token=", token);
  }

  private static void refused(String path, String name, String token) {
    Counter.nobody()
        .get(path + name + token)
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("code", equalTo("link_not_accepted"));
  }

  private static long later(long seconds) {
    return Instant.now().plusSeconds(seconds).getEpochSecond();
  }

  private static String of(Counter counter) {
    return "{\"voucherId\":\"" + counter.voucher.id() + "\"}";
  }

  private static String json(String body) {
    return body.replace('\'', '"');
  }
}
