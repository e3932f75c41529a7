package scrip.function.voucherpreview;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.testing.function.Cloud;

/** Events as Lambda hands them over: a picture is bytes, which it takes in base 64 only. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = {
      @ResourceArg(name = "scrip.public-url", value = Counter.PUBLIC_URL),
      @ResourceArg(name = "scrip.preview.deadline", value = "PT3S")
    })
class RawEventTest {

  private final Counter counter = new Counter();

  @Test
  void a_picture_is_handed_back_whole() throws IOException {
    String body =
        event(counter.voucher.id(), counter.token(60))
            .body("statusCode", equalTo(200))
            .body("isBase64Encoded", equalTo(true))
            .body("headers.'Content-Type'", equalTo("image/png"))
            .extract()
            .path("body");
    assertEquals(counter.voucher.qr(), Counter.qr(Base64.getDecoder().decode(body)));
  }

  @Test
  void a_refusal_is_a_problem() throws IOException {
    event(counter.voucher.id(), "1.2.3")
        .body("statusCode", equalTo(403))
        .body("isBase64Encoded", equalTo(false))
        .body("body", containsString("link_not_accepted"));
  }

  private static ValidatableResponse event(UUID voucher, String token) throws IOException {
    String event =
        Files.readString(Path.of("../../infra/events/redeem-progress.json"))
            .replace("application/json", "image/png")
            .replaceAll("/api/redeem/[0-9a-f-]+", Counter.path(voucher))
            .replace(
                "\"rawQueryString\": \"\"",
                "\"rawQueryString\": \"size=small&token=" + token + "\"");
    return RestAssured.given()
        .contentType("application/json")
        .body(event)
        .post("/_lambda_")
        .then()
        .statusCode(200);
  }
}
