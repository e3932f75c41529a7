package scrip.delivery;

/** Gives messages of one channel to a provider. A function carries those whose module it has. */
public interface MessageSender {

  /** The channel it sends by. */
  Channel channel();

  /**
   * Sends; blocks until the provider answered or the call was given up. Called from several threads
   * at a time.
   *
   * @return what came of it; provider errors are outcomes and not exceptions
   */
  DeliveryOutcome send(Message message);
}
