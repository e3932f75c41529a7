package scrip.function.console.operations;

import scrip.http.EdgeConfig;
import scrip.http.JsonBody;

/** What a manual act says for itself, where it says nothing else. */
public record Reason(String reason) {

  static final int AT_MOST = 500;

  static String of(byte[] body, EdgeConfig edge) {
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    String reason = json.text("reason", true, AT_MOST);
    json.done();
    return reason;
  }
}
