package scrip.function.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import scrip.access.Rights;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/**
 * Every route says who may call it, and that is who may. Routes are found, not listed: one that is
 * added later is held to it as well.
 */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class RouteAccessTest {

  /** What anybody may call; a route is open to all only when it is written here too. */
  private static final Set<String> OPEN =
      Set.of("POST /api/admin/session", "POST /api/admin/password");

  private static final List<Route> ROUTES = Route.all();

  @Test
  void every_route_says_who_may_call_it() {
    assertTrue(ROUTES.size() >= 15, "the routes are not found any more: " + ROUTES);
    List<String> words = new ArrayList<>(Rights.ROLES);
    words.addAll(Rights.SCOPES);
    words.add(Rights.ENROL);
    List<String> wrong = new ArrayList<>();
    for (Route route : ROUTES) {
      if (route.open()) {
        if (!OPEN.contains(route.name())) {
          wrong.add(route.name() + " is open to all and not in the list of this test");
        }
      } else if (route.rights() == null || route.rights().isEmpty()) {
        wrong.add(route.name() + " does not say who may call it");
      } else if (!words.containsAll(route.rights())) {
        wrong.add(route.name() + " has words that are no rights: " + route.rights());
      }
      if (!route.path().startsWith("/api/admin/")) {
        wrong.add(route.name() + " is not under /api/admin/");
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void nobody_is_asked_to_sign_in() {
    List<String> wrong = new ArrayList<>();
    for (Route route : ROUTES) {
      int status = route.call(Desk.nobody());
      if (route.open() ? status == 401 || status == 403 : status != 401) {
        wrong.add(route.name() + " answered nobody with " + status);
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void each_role_is_let_in_where_its_word_stands_and_nowhere_else() {
    List<String> wrong = new ArrayList<>();
    for (String role : Rights.ROLES) {
      // May see codes where the role may be given that.
      Set<String> rights = role.equals(Rights.ADMIN) ? Set.of(role, Rights.REVEAL) : Set.of(role);
      person(role, rights, () -> Desk.GIVEN.signedIn(role), wrong);
    }
    person(Rights.ENROL, Set.of(Rights.ENROL), RouteAccessTest::enrolling, wrong);
    assertEquals(List.of(), wrong);
  }

  @Test
  void each_scope_of_a_key_is_let_in_where_its_word_stands_and_nowhere_else() {
    UUID client = Desk.GIVEN.client("scopes " + UUID.randomUUID(), "US");
    Map<Set<String>, String> keys = new LinkedHashMap<>();
    keys.put(Set.of(), Desk.GIVEN.agentKey(client));
    Rights.SCOPES.forEach(scope -> keys.put(Set.of(scope), Desk.GIVEN.agentKey(client, scope)));
    List<String> wrong = new ArrayList<>();
    keys.forEach(
        (scopes, key) -> {
          for (Route route : ROUTES) {
            check("a key with " + scopes, route, scopes, route.call(Desk.with(key)), wrong);
          }
        });
    assertEquals(List.of(), wrong);
  }

  private static void person(
      String who, Set<String> rights, Supplier<SignedIn> signsIn, List<String> wrong) {
    SignedIn session = signsIn.get();
    for (Route route : ROUTES) {
      int status = route.call(Desk.as(session));
      if (status == 401) {
        // A route before this one ended the session, as it should.
        session = signsIn.get();
        status = route.call(Desk.as(session));
      }
      check(who, route, rights, status, wrong);
    }
  }

  private static void check(
      String who, Route route, Set<String> rights, int status, List<String> wrong) {
    boolean may = route.open() || route.rights().stream().anyMatch(rights::contains);
    boolean letIn = status != 401 && status != 403;
    if (may != letIn || !may && status != 403) {
      wrong.add(route.name() + " answered " + who + " with " + status);
    }
  }

  private static SignedIn enrolling() {
    SignedIn admin = Desk.GIVEN.signedIn(Rights.ADMIN);
    Desk.DATABASE.update(
        "UPDATE people SET totp_confirmed = false, totp_sealed = NULL WHERE id = ?",
        admin.person());
    return admin;
  }
}
