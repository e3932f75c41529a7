package scrip.access;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import scrip.problem.Fault;
import scrip.problem.Refusal;
import scrip.problem.Refused;

/** A refusal as it was answered before, read back from what an idempotency key kept. */
record KeptRefusal(String slug, int status, String title, String advice) implements Refusal {

  @Override
  public String name() {
    return slug;
  }

  static JsonObject json(Refused refused) {
    Refusal refusal = refused.refusal();
    JsonArray errors = new JsonArray();
    if (refused.members().get("errors") instanceof List<?> faults) {
      for (Object each : faults) {
        if (each instanceof Fault fault) {
          errors.add(JsonObject.of("pointer", fault.pointer(), "detail", fault.detail()));
        }
      }
    }
    return JsonObject.of(
        "slug", refusal.slug(),
        "status", refusal.status(),
        "title", refusal.title(),
        "detail", refused.getMessage(),
        "errors", errors);
  }

  static Refused of(JsonObject kept) {
    Refused refused =
        new Refused(
            new KeptRefusal(
                kept.getString("slug"),
                kept.getInteger("status"),
                kept.getString("title"),
                kept.getString("detail")));
    List<Fault> faults =
        kept.getJsonArray("errors").stream()
            .map(JsonObject.class::cast)
            .map(fault -> new Fault(fault.getString("pointer"), fault.getString("detail")))
            .toList();
    return faults.isEmpty() ? refused : refused.with("errors", faults);
  }
}
