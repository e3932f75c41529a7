package scrip.function.console.access;

import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static scrip.function.console.Desk.DATABASE;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import scrip.access.AccessRefusal;
import scrip.access.Approvals;
import scrip.access.Caller;
import scrip.access.Clients;
import scrip.function.console.Desk;
import scrip.function.console.Tenants;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.testing.Given.SignedIn;
import scrip.testing.function.Cloud;

/** Four eyes. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class ApprovalsResourceTest {

  private static final String APPROVALS = "/api/admin/approvals";
  private static final String REASON = "{\"reason\":\"looked at it\"}";

  @Inject Approvals approvals;

  @Test
  void who_asks_does_not_grant_and_another_one_does() {
    SignedIn asker = Desk.GIVEN.signedIn("ops");
    SignedIn colleague = Desk.GIVEN.signedIn("ops");
    Approvals.Act act = act(null);
    UUID id = ask(asker, act);
    for (String verb : List.of("grant", "reject")) {
      Desk.as(asker)
          .body(REASON)
          .post(APPROVALS + "/" + id + "/" + verb)
          .then()
          .statusCode(403)
          .body("code", equalTo("not_your_own"));
    }
    Desk.as(colleague).body("{}").post(APPROVALS + "/" + id + "/grant").then().statusCode(400);
    Desk.as(colleague)
        .body(REASON)
        .post(APPROVALS + "/" + id + "/grant")
        .then()
        .statusCode(200)
        .body("granted", equalTo(true));
    Desk.as(colleague)
        .body(REASON)
        .post(APPROVALS + "/" + id + "/reject")
        .then()
        .statusCode(409)
        .body("code", equalTo("decided_before"));
    assertEquals(
        1,
        DATABASE.count(
            "SELECT count(*) FROM audit_log WHERE action = 'grant-approval' AND subject_id = ? AND actor = ?"
                + " AND reason = 'looked at it'",
            id.toString(),
            "person:" + colleague.person()));
  }

  @Test
  void a_grant_is_used_once_however_many_try() {
    SignedIn asker = Desk.GIVEN.signedIn("ops");
    Approvals.Act act = act(null);
    grant(Desk.GIVEN.signedIn("admin"), ask(asker, act));
    String done = "done-" + UUID.randomUUID();
    List<Boolean> worked =
        IntStream.range(0, 8)
            .parallel()
            .mapToObj(
                i -> {
                  try {
                    approvals
                        .withGrant(
                            caller(asker),
                            act,
                            transaction ->
                                transaction
                                    .query(
                                        "INSERT INTO error_logs (error_type, function) VALUES ('"
                                            + done
                                            + "', 'test')")
                                    .execute())
                        .await()
                        .indefinitely();
                    return true;
                  } catch (Refused e) {
                    assertEquals(AccessRefusal.APPROVAL_REQUIRED, e.refusal());
                    return false;
                  }
                })
            .toList();
    assertEquals(1, worked.stream().filter(w -> w).count());
    assertEquals(1, DATABASE.count("SELECT count(*) FROM error_logs WHERE error_type = ?", done));
  }

  @Test
  void a_grant_outlives_work_that_failed_and_serves_no_other_act_or_person() {
    SignedIn asker = Desk.GIVEN.signedIn("ops");
    Approvals.Act act = act(null);
    grant(Desk.GIVEN.signedIn("ops"), ask(asker, act));
    assertThrows(
        IllegalStateException.class,
        () ->
            approvals
                .withGrant(
                    caller(asker),
                    act,
                    transaction -> Uni.createFrom().failure(new IllegalStateException("no")))
                .await()
                .indefinitely());
    assertRefused(asker, act(null));
    assertRefused(Desk.GIVEN.signedIn("ops"), act);
    approvals
        .withGrant(caller(asker), act, transaction -> Uni.createFrom().item(1))
        .await()
        .indefinitely();
    assertRefused(asker, act);
  }

  @Test
  void a_rejected_or_late_request_is_no_grant() {
    SignedIn asker = Desk.GIVEN.signedIn("ops");
    SignedIn colleague = Desk.GIVEN.signedIn("ops");
    Approvals.Act act = act(null);
    UUID id = ask(asker, act);
    Desk.as(colleague).body(REASON).post(APPROVALS + "/" + id + "/reject").then().statusCode(200);
    assertRefused(asker, act);
    UUID late = ask(asker, act);
    DATABASE.update(
        "UPDATE approvals SET expires_at = now() - INTERVAL '1 minute' WHERE id = ?", late);
    Desk.as(colleague)
        .body(REASON)
        .post(APPROVALS + "/" + late + "/grant")
        .then()
        .statusCode(409)
        .body("code", equalTo("decided_before"));
  }

  @Test
  void a_key_may_not_ask() {
    Caller key =
        new Caller(
            "203.0.113.7",
            new Caller.Agent(UUID.randomUUID(), null, Clients.ALL, Set.of("stock.write")),
            null,
            "test");
    Refused refused =
        assertThrows(
            Refused.class,
            () -> approvals.withGrant(key, act(null), t -> Uni.createFrom().item(1)));
    assertEquals(RequestRefusal.FORBIDDEN, refused.refusal());
    assertEquals(
        0, DATABASE.count("SELECT count(*) FROM approvals WHERE asked_by = ?", key.name()));
  }

  @Test
  void a_changed_reason_or_evidence_is_a_new_request_and_leaves_the_old_one() {
    SignedIn asker = Desk.GIVEN.signedIn("ops");
    Approvals.Act act = act(null).on("the letter was never posted");
    UUID id = ask(asker, act);
    assertEquals(id, ask(asker, act));
    grant(Desk.GIVEN.signedIn("ops"), id);
    UUID evidence = ask(asker, act.on("another letter"));
    UUID reason =
        ask(
            asker,
            new Approvals.Act(
                act.action(), null, act.subject(), act.subjectIds(), "other", act.evidence()));
    assertEquals(3, Set.of(id, evidence, reason).size());
    assertEquals(
        "the caller never got it the letter was never posted",
        DATABASE.one("SELECT reason || ' ' || evidence FROM approvals WHERE id = ?", id));
    String find = "data.find { it.id == '" + evidence + "' }.";
    Desk.as(Desk.GIVEN.signedIn("ops"))
        .get(APPROVALS + "?limit=500")
        .then()
        .body(find + "evidence", equalTo("another letter"))
        .body(find + "reason", equalTo("the caller never got it"));
  }

  @Test
  void who_got_their_password_link_from_the_asker_does_not_decide_for_a_day() {
    SignedIn asker = Desk.GIVEN.signedIn("admin");
    SignedIn colleague = Desk.GIVEN.signedIn("ops");
    UUID id = ask(asker, act(null));
    DATABASE.update(
        "INSERT INTO password_resets (token_hash, person_id, made_by, expires_at, used_at)"
            + " VALUES (sha256(?::text::bytea), ?, ?, now(), now() + INTERVAL '1 hour')",
        colleague.person().toString(),
        colleague.person(),
        "person:" + asker.person());
    Desk.as(colleague)
        .body(REASON)
        .post(APPROVALS + "/" + id + "/grant")
        .then()
        .statusCode(403)
        .body("code", equalTo("not_your_own"));
    DATABASE.update(
        "UPDATE password_resets SET used_at = now() - INTERVAL '25 hours' WHERE person_id = ?",
        colleague.person());
    grant(colleague, id);
  }

  @Test
  void requests_about_another_clients_data_are_not_there() {
    Tenants tenants = new Tenants("approvals " + UUID.randomUUID());
    UUID ours = ask(tenants.ours("ops"), act(tenants.ours));
    UUID theirs = ask(tenants.theirs("ops"), act(tenants.theirs));
    SignedIn ops = tenants.ours("ops");
    Tenants.lists(Desk.as(ops), APPROVALS, ours, theirs);
    Tenants.hidden(Desk.as(ops), "POST", APPROVALS + "/" + theirs + "/grant", REASON);
    Tenants.hidden(Desk.as(ops), "POST", APPROVALS + "/" + theirs + "/reject", REASON);
    UUID nobodys = ask(Desk.GIVEN.signedIn("ops"), act(null));
    Tenants.hidden(Desk.as(ops), "POST", APPROVALS + "/" + nobodys + "/grant", REASON);
    grant(ops, ours);
    assertEquals(
        1,
        DATABASE.count(
            "SELECT count(*) FROM approvals WHERE id = ? AND decided_at IS NULL", theirs));
  }

  private void assertRefused(SignedIn asker, Approvals.Act act) {
    ask(asker, act);
  }

  /** Asks and is told to wait for somebody. */
  private UUID ask(SignedIn asker, Approvals.Act act) {
    return ask(caller(asker), act);
  }

  private UUID ask(Caller caller, Approvals.Act act) {
    Refused refused =
        assertThrows(
            Refused.class,
            () ->
                approvals
                    .withGrant(caller, act, transaction -> Uni.createFrom().item(1))
                    .await()
                    .indefinitely());
    assertEquals(AccessRefusal.APPROVAL_REQUIRED, refused.refusal());
    return UUID.fromString((String) refused.members().get("approvalId"));
  }

  private static void grant(SignedIn person, UUID id) {
    Desk.as(person).body(REASON).post(APPROVALS + "/" + id + "/grant").then().statusCode(200);
  }

  private static Approvals.Act act(UUID client) {
    return new Approvals.Act(
        "release-card",
        client,
        "gift_cards",
        List.of(UUID.randomUUID().toString()),
        "the caller never got it");
  }

  private static Caller caller(SignedIn person) {
    return new Caller(
        "203.0.113.7",
        new Caller.Agent(person.person(), UUID.randomUUID(), Clients.ALL, Set.of("ops")),
        null,
        "test");
  }
}
