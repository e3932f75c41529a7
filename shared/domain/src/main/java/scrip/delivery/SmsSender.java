package scrip.delivery;

import java.util.UUID;

/** Gives one text message to a provider. */
public interface SmsSender {

  /**
   * Sends; blocks until the provider answered or the call was given up.
   *
   * @param attempt goes into the address for callbacks, so that a lost answer can still be matched
   * @param to E.164
   * @return what came of it; provider errors are outcomes and not exceptions
   */
  DeliveryOutcome send(UUID attempt, String to, String body);
}
