package scrip.function.console;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;
import scrip.testing.function.Cloud;

/** Signing in. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class SessionResourceTest {

  @Test
  void nobody_is_told_to_sign_in() {
    Desk.nobody()
        .get("/api/admin/session")
        .then()
        .statusCode(401)
        .contentType("application/problem+json")
        .body("code", equalTo("unauthorized"));
  }

  @Test
  void a_session_says_whose_it_is() {
    var ops = Desk.GIVEN.signedIn("ops");
    Desk.as(ops)
        .get("/api/admin/session")
        .then()
        .statusCode(200)
        .body("name", equalTo("person:" + ops.person()))
        .body("rights", hasItem("ops"));
  }

  @Test
  void a_key_without_the_right_is_refused() {
    String key = Desk.GIVEN.agentKey(Desk.GIVEN.client("keys", "US"), "stock.read");
    Desk.with(key)
        .get("/api/admin/session")
        .then()
        .statusCode(403)
        .contentType("application/problem+json")
        .body("code", equalTo("forbidden"));
  }
}
