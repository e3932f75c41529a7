package scrip.function.voucherpreview;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.access.Rights;
import scrip.testing.function.Cloud;

/** Who sees which picture of a voucher. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = {
      @ResourceArg(name = "scrip.public-url", value = Counter.PUBLIC_URL),
      @ResourceArg(name = "scrip.preview.deadline", value = "PT3S")
    })
class PictureTest {

  private final Counter counter = new Counter();

  @Test
  void the_picture_has_the_voucher_s_own_qr_code_at_both_sizes() {
    Response full = counter.key(Rights.VOUCHERS).get(counter.path());
    full.then()
        .statusCode(200)
        .contentType("image/png")
        .header("Content-Disposition", "inline")
        .header("X-Content-Type-Options", "nosniff")
        .header("ETag", notNullValue());
    Response small = counter.key(Rights.VOUCHERS).get(counter.path() + "?size=small");

    assertKept(full);
    assertSize(1080, 1920, full);
    assertSize(540, 960, small);
    assertEquals(counter.voucher.qr(), Counter.qr(full.asByteArray()));
    assertEquals(counter.voucher.qr(), Counter.qr(small.asByteArray()));
    assertNotEquals(full.header("ETag"), small.header("ETag"));
  }

  @Test
  void the_same_picture_is_not_sent_twice_until_it_changes() {
    var person = counter.given.signedIn(Rights.OPS);
    Response first = Counter.as(person).get(counter.path());
    Response again = Counter.as(person).get(counter.path());
    String tag = first.header("ETag");
    assertArrayEquals(first.asByteArray(), again.asByteArray());
    assertEquals(tag, again.header("ETag"));

    for (String has : List.of(tag, "W/" + tag, "\"other\", " + tag)) {
      Response known = Counter.as(person).header("If-None-Match", has).get(counter.path());
      known.then().statusCode(304).header("ETag", tag);
      assertKept(known);
      assertEquals(0, known.asByteArray().length);
    }
    counter.redeemed();
    Counter.as(person)
        .header("If-None-Match", tag)
        .get(counter.path())
        .then()
        .statusCode(200)
        .header("ETag", not(tag));
  }

  @Test
  void those_who_only_look_get_a_sample_without_the_code() {
    byte[] clear = counter.as(Rights.AGENT).get(counter.path()).asByteArray();
    for (var looker :
        List.of(counter.as(Rights.VIEWER), counter.as(Rights.DATA_OPS), counter.key(Rights.READ))) {
      Response masked = looker.get(counter.path());
      masked.then().statusCode(200);
      assertNull(Counter.qr(masked.asByteArray()));
      assertNotEquals(clear.length, masked.asByteArray().length);
    }
    assertEquals(1, counter.events("revealed"));
    assertEquals(
        counter.voucher.qr(),
        Counter.qr(counter.key(Rights.READ, Rights.REVEAL).get(counter.path()).asByteArray()));
    counter
        .as(Rights.VIEWER)
        .body("{\"voucherId\":\"" + counter.voucher.id() + "\"}")
        .post("/api/vouchers/preview")
        .then()
        .statusCode(403);
  }

  @Test
  void a_picture_with_its_code_is_noted_once_an_hour_for_each_who_looks() {
    var admin = counter.given.signedIn(Rights.ADMIN);
    for (int i = 0; i < 3; i++) {
      Counter.as(admin).get(counter.path()).then().statusCode(200);
    }
    counter.key(Rights.VOUCHERS).get(counter.path() + "?size=small").then().statusCode(200);
    for (int i = 0; i < 3; i++) {
      Counter.nobody().get(counter.path() + "?token=" + counter.token(60)).then().statusCode(200);
    }

    assertEquals(2, counter.events("revealed"));
    assertEquals(
        2,
        counter.database.count(
            "SELECT count(*) FROM audit_log a JOIN voucher_events e ON e.actor = a.actor AND e.request_id = a.request_id"
                + " WHERE a.action = 'reveal' AND a.subject = 'vouchers' AND a.subject_id = ? AND e.voucher_id = ?::uuid",
            counter.voucher.id().toString(),
            counter.voucher.id().toString()));
  }

  @Test
  void nobody_else_sees_it() {
    var stranger = counter.given.client("other " + counter.name, "US");
    Counter.nobody().get(counter.path()).then().statusCode(401);
    Counter.with("scrip_wrong").get(counter.path()).then().statusCode(401);
    counter.key().get(counter.path()).then().statusCode(403);
    counter.key(Rights.REVEAL).get(counter.path()).then().statusCode(403);
    counter.key(Rights.STATIONS).get(counter.path()).then().statusCode(403);
    Counter.with(counter.given.agentKey(stranger, Rights.VOUCHERS))
        .get(counter.path())
        .then()
        .statusCode(404)
        .contentType("application/problem+json")
        .body("code", equalTo("voucher_not_found"));
    Counter.as(counter.given.signedIn(Rights.OPS, stranger))
        .get(counter.path())
        .then()
        .statusCode(404);
    counter.as(Rights.OPS).get(Counter.path(UUID.randomUUID())).then().statusCode(404);
    counter.as(Rights.OPS).get("/api/vouchers/no-id/preview.png").then().statusCode(404);
    RestAssured.given().get(counter.path()).then().statusCode(403);
    assertEquals(0, counter.events("revealed"));
    assertEquals(0, counter.events("preview_failed"));
  }

  @Test
  void a_size_that_there_is_not_is_a_fault() {
    counter
        .as(Rights.OPS)
        .get(counter.path() + "?size=huge")
        .then()
        .statusCode(400)
        .body("errors.pointer", hasItem("size"));
  }

  @Test
  void what_is_over_says_so_across_its_face() {
    String open = counter.as(Rights.OPS).get(counter.path()).header("ETag");
    counter.past();
    Response expired = counter.as(Rights.OPS).get(counter.path());
    expired.then().statusCode(200);
    assertNotEquals(open, expired.header("ETag"));
    Counter.nobody().get(counter.path() + "?token=" + counter.token(60)).then().statusCode(200);

    Counter other = new Counter();
    other.redeemed();
    other.as(Rights.OPS).get(other.path()).then().statusCode(200);
    other.database.update(
        "UPDATE vouchers SET qr_key = 'GONE', changed_by = 'test' WHERE id = ?",
        other.voucher.id());
    other.as(Rights.OPS).get(other.path()).then().statusCode(200);
  }

  @Test
  void a_void_one_is_gone_unless_somebody_signed_in_asks_for_its_stamp() {
    counter.voided();
    counter
        .as(Rights.OPS)
        .get(counter.path())
        .then()
        .statusCode(410)
        .body("code", equalTo("void"))
        .body("voidedAt", notNullValue());
    String linked = counter.path() + "?stamped=true&token=" + counter.token(60);
    Counter.nobody().get(linked).then().statusCode(410);
    counter
        .as(Rights.OPS)
        .body("{\"voucherId\":\"" + counter.voucher.id() + "\"}")
        .post("/api/vouchers/preview")
        .then()
        .statusCode(410);
    Response stamped = counter.as(Rights.VIEWER).get(counter.path() + "?stamped=true");
    stamped.then().statusCode(200).contentType("image/png");
    assertSize(1080, 1920, stamped);
    assertEquals(0, counter.events("preview_failed"));
  }

  /** The Lambda layer splits headers at commas. */
  private static void assertKept(Response picture) {
    assertEquals(List.of("private", "no-cache"), picture.headers().getValues("Cache-Control"));
  }

  private static void assertSize(int width, int height, Response picture) {
    BufferedImage image = Counter.image(picture.asByteArray());
    assertEquals(width, image.getWidth());
    assertEquals(height, image.getHeight());
  }
}
