package scrip.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import scrip.problem.Refused;

/**
 * A part of a list.
 *
 * @param nextCursor asks for the part after it; null when this is the last
 */
public record Page<T>(List<T> data, String nextCursor) {

  private static final int OTHERWISE = 50;
  private static final int AT_MOST = 500;
  private static final String BETWEEN = "\n";

  /**
   * How many to answer with: {@code ?limit=}, 50 when it is left out, at most 500.
   *
   * @throws Refused invalid-request
   */
  public static int limit(String typed) {
    if (typed == null) {
      return OTHERWISE;
    }
    if (typed.matches("[0-9]{1,3}")) {
      int limit = Integer.parseInt(typed);
      if (limit >= 1 && limit <= AT_MOST) {
        return limit;
      }
    }
    throw Refused.invalid("limit", "must be a whole number from 1 to " + AT_MOST);
  }

  /** Where a list goes on, opaque to callers. The parts hold no line feeds. */
  public static String cursor(String... parts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(BETWEEN, parts).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a cursor; null for none.
   *
   * @throws Refused invalid-request, when it is not one of ours
   */
  public static String[] parts(String cursor, int count) {
    if (cursor == null) {
      return null;
    }
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8)
              .split(BETWEEN, -1);
      if (parts.length == count) {
        return parts;
      }
    } catch (IllegalArgumentException e) {
      // No Base64: not one of ours.
    }
    throw Refused.invalid("cursor", "must be the nextCursor of an answer before");
  }
}
