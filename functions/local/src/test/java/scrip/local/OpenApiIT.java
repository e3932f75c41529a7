package scrip.local;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import scrip.giftcard.RedeemRefusal;
import scrip.problem.RequestRefusal;

/** The interface description is made from the code and names every status and every slug. */
class OpenApiIT {

  @Test
  void the_description_names_every_refusal_of_a_redemption() {
    JsonObject api = new JsonObject(Running.process().get("/api/openapi?format=json").body());

    assertEquals("3.1.0", api.getString("openapi"));
    JsonObject redeem =
        api.getJsonObject("paths").getJsonObject("/api/redeem").getJsonObject("post");
    String responses = redeem.getJsonObject("responses").encode();
    Stream.of(RedeemRefusal.values())
        .forEach(r -> assertTrue(responses.contains("/problems/" + r.slug()), r.slug()));
    Stream.of(
            RequestRefusal.INVALID_REQUEST,
            RequestRefusal.KEY_REUSED,
            RequestRefusal.TOO_MANY_ATTEMPTS)
        .forEach(r -> assertTrue(responses.contains("/problems/" + r.slug()), r.slug()));
    assertTrue(redeem.getJsonObject("responses").containsKey("200"));
    assertTrue(redeem.encode().contains("Idempotency-Key"));
    assertTrue(!api.encode().contains("x-refusals") && !api.encode().contains("/runs/"));
  }
}
