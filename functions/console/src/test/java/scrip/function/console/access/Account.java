package scrip.function.console.access;

import static scrip.function.console.Desk.DATABASE;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.commons.codec.binary.Base32;
import scrip.function.console.Desk;
import scrip.testing.Given.SignedIn;

/** Somebody with a password, who signs in at the door like everybody. */
record Account(UUID id, String name, String password) {

  static final String PASSWORD = "thirteen red kites over the hill";
  private static final String HASH = BcryptUtil.bcryptHash(PASSWORD);
  private static final AtomicInteger ADDRESS = new AtomicInteger(10);
  private static final BcryptAndTotp CODES = new BcryptAndTotp(null);

  static Account of(String role) {
    String name = role + "." + UUID.randomUUID();
    UUID id =
        UUID.fromString(
            DATABASE.one(
                "INSERT INTO people (name, role, every_client, password_hash) VALUES (?, ?, true, ?) RETURNING id",
                name,
                role,
                HASH));
    return new Account(id, name, PASSWORD);
  }

  /** A network address that nobody came from before. */
  static String address() {
    int next = ADDRESS.getAndIncrement();
    return "198.51." + (100 + next / 250) + "." + (1 + next % 250);
  }

  static RequestSpecification from(String address) {
    return io.restassured.RestAssured.given()
        .header("X-Scrip-Origin", "origin-secret-of-the-examples")
        .header("CloudFront-Viewer-Address", address + ":50123")
        .contentType("application/json");
  }

  static Response signIn(String address, String name, String password, String code) {
    JsonObject body = JsonObject.of("name", name, "password", password);
    if (code != null) {
      body.put("code", code);
    }
    return from(address).body(body.encode()).post("/api/admin/session");
  }

  SignedIn signIn(String code) {
    Response in = signIn(address(), name, password, code);
    in.then().statusCode(200);
    return new SignedIn(id, in.cookie("scrip_session"), in.path("csrfToken"));
  }

  /** Enrols a second factor; returns its secret. */
  static byte[] enrol(SignedIn session) {
    byte[] secret =
        new Base32()
            .decode(Desk.as(session).post("/api/admin/session/totp").<String>path("secret"));
    confirm(session, secret).then().statusCode(204);
    return secret;
  }

  static Response confirm(SignedIn session, byte[] secret) {
    return Desk.as(session)
        .body(JsonObject.of("code", code(secret, 0)).encode())
        .post("/api/admin/session/totp/confirm");
  }

  /** The code that the app shows now, or so many steps later. */
  static String code(byte[] secret, int steps) {
    return CODES.code(secret, Instant.now().plusSeconds(30L * steps));
  }
}
