package scrip.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import scrip.problem.Refused;

/**
 * A page of a list.
 *
 * @param nextCursor where the next page begins; null when this is the last one
 */
public record Page<T>(List<T> data, String nextCursor) {

  private static final int DEFAULT = 50;
  private static final int MOST = 500;
  private static final String BETWEEN = "\n";

  /**
   * How many rows were asked for.
   *
   * @param typed null for the default
   * @throws Refused invalid-request, when it is no number from 1 to 500
   */
  public static int limit(String typed) {
    if (typed == null) {
      return DEFAULT;
    }
    int limit = typed.matches("[0-9]{1,3}") ? Integer.parseInt(typed) : 0;
    if (limit < 1 || limit > MOST) {
      throw Refused.invalid("limit", "must be a whole number from 1 to " + MOST);
    }
    return limit;
  }

  /** Where a page ends, as a text that callers hand back. */
  public static String cursor(String... parts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(BETWEEN, parts).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads what {@link #cursor} made.
   *
   * @return null for no cursor
   * @throws Refused invalid-request, when it is none of ours
   */
  public static String[] parts(String cursor, int count) {
    if (cursor == null) {
      return null;
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      String[] parts = text.split(BETWEEN, -1);
      if (parts.length == count) {
        return parts;
      }
    } catch (IllegalArgumentException e) {
      // No Base64: the same as no cursor of ours.
    }
    throw Refused.invalid("cursor", "is not one of ours; begin again without it");
  }
}
