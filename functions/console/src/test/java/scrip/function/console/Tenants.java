package scrip.function.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import java.util.UUID;
import scrip.testing.Given.SignedIn;

/**
 * Two clients, and people of the first one. What is the second one's must be to them as if it were
 * not there: 404 by id, absent from lists.
 */
public final class Tenants {

  public final UUID ours;
  public final UUID theirs;

  public Tenants(String name) {
    ours = Desk.GIVEN.client(name + " A", "US");
    theirs = Desk.GIVEN.client(name + " B", "US");
  }

  /** Somebody who sees only the first client. */
  public SignedIn ours(String role) {
    return Desk.GIVEN.signedIn(role, ours);
  }

  /** Somebody who sees only the second client. */
  public SignedIn theirs(String role) {
    return Desk.GIVEN.signedIn(role, theirs);
  }

  /** A machine of the first client. */
  public String ourKey(String... scopes) {
    return Desk.GIVEN.agentKey(ours, scopes);
  }

  /**
   * What a route about a thing of the second client must answer.
   *
   * @param body null for none
   */
  public static void hidden(RequestSpecification who, String method, String path, String body) {
    Response answer = (body == null ? who : who.body(body)).request(method, path);
    assertEquals(404, answer.statusCode(), method + " " + path + ": " + answer.asString());
  }

  /** What a list must and must not hold; the ids as they stand in it. */
  public static void lists(RequestSpecification who, String path, Object shown, Object hidden) {
    Response answer = who.queryParam("limit", 500).get(path);
    assertEquals(200, answer.statusCode(), path + ": " + answer.asString());
    assertTrue(answer.asString().contains(shown.toString()), path + " lacks " + shown);
    assertFalse(answer.asString().contains(hidden.toString()), path + " shows " + hidden);
  }
}
