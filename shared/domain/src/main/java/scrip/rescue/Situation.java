package scrip.rescue;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;

/**
 * All that is known of a stuck claim at one moment.
 *
 * @param attempts calls to a provider that were begun for it, whatever came of them
 * @param reveals times it was shown
 * @param states of its deliveries, the oldest first
 * @param leased whether a sender has one of them right now
 * @param cancelled whether somebody called one of them back
 * @param later whether one waits for a time of its own
 * @param others whether first messages that are due for longer still wait before it
 * @param senderOpen whether its channels may be sent by at all: no throttle, no fault
 * @param jobOn whether the job that sends is switched on
 * @param jobAlive whether that job ran in the last ten minutes
 * @param drivenBefore whether it was driven forward ten minutes ago or more, and nothing has kept
 *     the sender from it since
 */
record Situation(
    long attempts,
    long reveals,
    List<String> states,
    boolean leased,
    boolean cancelled,
    boolean later,
    boolean others,
    boolean senderOpen,
    boolean jobOn,
    boolean jobAlive,
    boolean drivenBefore) {

  /**
   * What to do. Released is only what certainly nobody knows and nothing is about to send; whoever
   * may have got the card keeps it, and so does whoever waits through no fault of the delivery, or
   * whose message somebody called back.
   */
  Verdict verdict() {
    if (reveals > 0) {
      return Verdict.keep("it was shown on a screen");
    }
    if (attempts > 0
        || states.stream().anyMatch(s -> !List.of("pending", "held", "suppressed").contains(s))) {
      return Verdict.keep(touched(states.isEmpty() ? "none" : states.get(states.size() - 1)));
    }
    if (leased) {
      return Verdict.keep("a sender has it at this moment");
    }
    if (states.isEmpty()) {
      return Verdict.release("it has no delivery");
    }
    if (states.stream().allMatch("suppressed"::equals)) {
      return cancelled
          ? Verdict.keep(
              "its message was called back: resend it, or quarantine and replace the card")
          : Verdict.release("its delivery was suppressed before any call");
    }
    return waiting();
  }

  private Verdict waiting() {
    if (states.contains("held")) {
      return Verdict.keep("its delivery is held: it goes on when its sender may send again");
    }
    if (!senderOpen) {
      return Verdict.keep("the sender is held: see senders");
    }
    if (later) {
      return Verdict.keep("its delivery waits for its time");
    }
    if (!jobOn) {
      return Verdict.keep("the job that sends is switched off");
    }
    if (!jobAlive) {
      return Verdict.keep("the job that sends is silent");
    }
    if (others) {
      return Verdict.keep("others are before it");
    }
    return drivenBefore
        ? Verdict.release("driven forward ten minutes ago or more, and still no call was begun")
        : Verdict.drive("driven forward: its sender was told");
  }

  private static String touched(String latest) {
    return switch (latest) {
      case "sending" -> "it is being sent at this moment";
      case "unknown" ->
          "the provider's answer was lost: look the message up, it is not sent again blindly";
      case "failed", "undelivered" -> "its message failed: resend it, or replace the card";
      case "pending", "held" -> "it was tried and will be tried again by itself";
      default -> "a message with it was given to a provider";
    };
  }

  /** The proof of a release, as it goes into its row. */
  JsonObject evidence(String rule) {
    return new JsonObject()
        .put("rule", rule)
        .put("attempts", attempts)
        .put("reveals", reveals)
        .put("deliveries", new JsonArray(states))
        .put("leased", leased)
        .put("drivenBefore", drivenBefore);
  }
}
