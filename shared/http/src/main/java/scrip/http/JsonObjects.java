package scrip.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Reads lists of objects in a JSON body. */
public final class JsonObjects {

  private JsonObjects() {}

  /**
   * The 1 to so many objects of a member, which share the body's list of faults; null when it is
   * absent, and with a fault when it is anything else.
   */
  public static List<JsonBody> of(JsonBody body, String member, int atMost) {
    JsonNode value = body.member(member);
    if (value == null) {
      return null;
    }
    List<JsonBody> objects = new ArrayList<>();
    if (value.isArray() && value.size() <= atMost) {
      for (JsonNode each : value) {
        if (each.isObject()) {
          objects.add(
              new JsonBody(body.pointer + "/" + member + "/" + objects.size(), each, body.faults));
        }
      }
    }
    if (objects.isEmpty() || objects.size() < value.size()) {
      body.fault(member, "must be a list of 1 to " + atMost + " objects");
      return null;
    }
    return objects;
  }
}
