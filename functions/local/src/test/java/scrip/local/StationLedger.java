package scrip.local;

import io.vertx.core.json.JsonObject;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import scrip.testing.VoucherChecker.Told;

/** Every answer that devices and people got, and how often each kind of it. */
final class StationLedger {

  /** What may be answered to what is asked rightly; anything else is a fault of ours. */
  private static final Set<String> EXPECTED =
      Set.of(
          "voucher-not-found",
          "already-redeemed",
          "expired",
          "void",
          "wrong-station",
          "bad-signature",
          "key-reused",
          "in-flight",
          "not-open",
          "not-voidable",
          "already-void");

  private final Collection<Told> answers = new ConcurrentLinkedQueue<>();
  private final Collection<String> oddities = new ConcurrentLinkedQueue<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  /** Notes an answer; returns its status. */
  int note(
      String act,
      UUID voucher,
      UUID station,
      String key,
      Instant began,
      HttpResponse<String> answer) {
    Instant ended = Instant.now();
    int status = answer.statusCode();
    JsonObject body = answer.body().isEmpty() ? new JsonObject() : new JsonObject(answer.body());
    String slug = status < 300 ? null : body.getString("type", "").replace("/problems/", "");
    count(act + " " + (slug == null ? status : slug));
    if (slug != null && !EXPECTED.contains(slug)) {
      oddities.add(act + " was answered " + status + " " + answer.body());
    }
    if (!changedNothing(body)) {
      answers.add(
          new Told(
              act,
              voucher,
              station,
              key,
              status,
              slug,
              body.getString("reference"),
              time(body.getString("redeemedAt")),
              body.getBoolean("here"),
              replacement(body),
              began,
              ended));
    }
    return status;
  }

  private static boolean changedNothing(JsonObject body) {
    return Boolean.FALSE.equals(body.getValue("changed"));
  }

  private static UUID replacement(JsonObject body) {
    Object told = body.getValue("replacement");
    String id =
        told instanceof JsonObject fresh
            ? fresh.getString("voucherId", fresh.getString("id"))
            : body.getString("replacementId");
    return id == null ? null : UUID.fromString(id);
  }

  private static Instant time(String told) {
    return told == null ? null : Instant.parse(told);
  }

  synchronized void count(String what) {
    counts.merge(what, 1, Integer::sum);
  }

  synchronized Map<String, Integer> counts() {
    return new TreeMap<>(counts);
  }

  Collection<Told> answers() {
    return answers;
  }

  /** Answers that nothing that was asked deserves. */
  Collection<String> oddities() {
    return oddities;
  }
}
