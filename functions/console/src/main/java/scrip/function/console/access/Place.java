package scrip.function.console.access;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.UUID;
import scrip.http.Page;
import scrip.problem.Refused;

/** Where a list that is ordered by time goes on; both null at its beginning. */
record Place(Instant at, UUID id) {

  static Place of(String cursor) {
    String[] parts = Page.parts(cursor, 2);
    if (parts == null) {
      return new Place(null, null);
    }
    try {
      return new Place(Instant.parse(parts[0]), UUID.fromString(parts[1]));
    } catch (DateTimeException | IllegalArgumentException e) {
      throw Refused.invalid("cursor", "must be the nextCursor of an answer before");
    }
  }

  static String text(Instant at, UUID id) {
    return at + "\n" + id;
  }
}
