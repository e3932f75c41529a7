package scrip.function.console.records;

import java.util.UUID;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Ids as they come in addresses. */
public final class TypedIds {

  private TypedIds() {}

  /**
   * An id of a path.
   *
   * @throws Refused not-found, for what is no id
   */
  public static UUID path(String typed) {
    try {
      return UUID.fromString(typed);
    } catch (IllegalArgumentException e) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
  }

  /**
   * An id of a query; null when there is none.
   *
   * @throws Refused invalid-request
   */
  public static UUID query(String name, String typed) {
    try {
      return typed == null ? null : UUID.fromString(typed);
    } catch (IllegalArgumentException e) {
      throw Refused.invalid(name, "must be an id");
    }
  }

  /**
   * A number in a cursor.
   *
   * @throws Refused invalid-request
   */
  public static long number(String part) {
    try {
      return Long.parseLong(part);
    } catch (NumberFormatException e) {
      throw Refused.invalid("cursor", "is not a nextCursor of this list");
    }
  }

  static UUID cursor(String part) {
    try {
      return UUID.fromString(part);
    } catch (IllegalArgumentException e) {
      throw Refused.invalid("cursor", "is not a nextCursor of this list");
    }
  }
}
