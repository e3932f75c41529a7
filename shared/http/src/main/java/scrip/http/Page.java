package scrip.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import scrip.problem.Refused;

/**
 * One page of a list.
 *
 * @param nextCursor what to send as {@code cursor} for the next page; null on the last one
 */
public record Page<T>(List<T> data, String nextCursor) {

  private static final int LIMIT = 50;
  private static final int LIMIT_AT_MOST = 500;
  private static final String BETWEEN = "\u001f";

  /**
   * How many rows somebody asks for.
   *
   * @param typed null for the usual number
   * @throws Refused invalid-request
   */
  public static int limit(String typed) {
    if (typed == null) {
      return LIMIT;
    }
    try {
      int limit = Integer.parseInt(typed);
      if (limit >= 1 && limit <= LIMIT_AT_MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Told below, as any other number that does not fit.
    }
    throw Refused.invalid("limit", "must be a whole number from 1 to " + LIMIT_AT_MOST);
  }

  /** A cursor that says where a page ended. */
  public static String cursor(String... parts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(BETWEEN, parts).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * What a cursor says.
   *
   * @return null when there is none
   * @throws Refused invalid-request, when it is not one of ours with so many parts
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
      // Told below.
    }
    throw Refused.invalid("cursor", "must be the nextCursor of an answer of this list");
  }
}
