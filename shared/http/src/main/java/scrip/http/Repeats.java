package scrip.http;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.function.Supplier;
import scrip.access.Caller;
import scrip.access.Hash;
import scrip.access.IdempotencyKeys;
import scrip.problem.Refused;

/**
 * Makes a write repeatable by its {@code Idempotency-Key}: the same key and body give the same
 * answer again. For answers that hold no secret, because they are kept.
 */
@ApplicationScoped
public class Repeats {

  private static final String HEADER = "Idempotency-Key";

  private final IdempotencyKeys keys;

  public Repeats(IdempotencyKeys keys) {
    this.keys = keys;
  }

  /** The key of a request; null when it has none. A key with a comma in it is refused later. */
  public static String key(RoutingContext http) {
    // The Lambda layer splits headers at commas; joined again, a key is what it was.
    List<String> values = http.request().headers().getAll(HEADER);
    return values.isEmpty() ? null : String.join(",", values);
  }

  /** What a repeat of this request is known by; null when it has no key. */
  public static IdempotencyKeys.Use use(RoutingContext http, Caller caller, byte[] body) {
    String key = key(http);
    return key == null
        ? null
        : new IdempotencyKeys.Use(principal(caller), route(http), key, Hash.sha256(body));
  }

  /**
   * Does the work once for a key, or every time when there is none.
   *
   * @param type of the answer, a record that can be written as JSON and read back
   */
  public <T> Uni<T> once(
      RoutingContext http, Caller caller, byte[] body, Class<T> type, Supplier<Uni<T>> work) {
    String key = key(http);
    return key == null
        ? work.get()
        : keys.once(
            use(http, caller, body),
            work,
            JsonObject::mapFrom,
            kept -> Uni.createFrom().item(() -> kept.mapTo(type)));
  }

  /**
   * The same for a write that must not be done twice by accident.
   *
   * @throws Refused invalid-request, when there is no key
   */
  public <T> Uni<T> onceWithKey(
      RoutingContext http, Caller caller, byte[] body, Class<T> type, Supplier<Uni<T>> work) {
    if (key(http) == null) {
      throw Refused.invalid(
          HEADER, "is required here: choose a new one for each act, and repeat it with a repeat");
    }
    return once(http, caller, body, type, work);
  }

  /** Whose keys these are: one person's or key's, or those of a network address. */
  public static String principal(Caller caller) {
    return caller.isPublic() ? "public:" + caller.address() : caller.name();
  }

  private static String route(RoutingContext http) {
    return http.request().method() + " " + http.normalizedPath();
  }
}
