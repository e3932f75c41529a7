package scrip.function.console.records;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Function;

/**
 * Changes of a record that were read and checked before the record was, to be made all at once.
 *
 * @param <E> the record
 */
public final class Edits<E> {

  private final List<BiConsumer<E, JsonObject>> edits = new ArrayList<>();

  /** One member's new value. */
  public <T> void add(String member, T value, Function<E, T> get, BiConsumer<E, T> set) {
    edits.add(
        (record, changed) -> {
          T old = get.apply(record);
          if (!Objects.equals(old, value)) {
            set.accept(record, value);
            changed.put(member, JsonArray.of(plain(old), plain(value)));
          }
        });
  }

  /** One member's new value that no history may hold. */
  public <T> void addHidden(String member, T value, Function<E, T> get, BiConsumer<E, T> set) {
    edits.add(
        (record, changed) -> {
          if (!Objects.equals(get.apply(record), value)) {
            set.accept(record, value);
            changed.put(member, "changed");
          }
        });
  }

  /** Those of others, after these. */
  void addAll(Edits<E> others) {
    edits.addAll(others.edits);
  }

  public boolean isEmpty() {
    return edits.isEmpty();
  }

  /**
   * Makes the changes.
   *
   * @return what is another value now, by member: old and new; empty when nothing is
   */
  public JsonObject apply(E record) {
    JsonObject changed = new JsonObject();
    edits.forEach(edit -> edit.accept(record, changed));
    return changed;
  }

  private static Object plain(Object value) {
    if (value instanceof List<?> list) {
      return new JsonArray(list.stream().map(Edits::plain).toList());
    }
    if (value instanceof Map<?, ?> map) {
      return JsonObject.mapFrom(map);
    }
    return value == null || value instanceof Number || value instanceof Boolean
        ? value
        : value.toString();
  }
}
