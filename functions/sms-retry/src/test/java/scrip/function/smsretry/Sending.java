package scrip.function.smsretry;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import scrip.delivery.AttemptOutcomes;
import scrip.delivery.Channel;
import scrip.delivery.ComposeMessage;
import scrip.delivery.Deliveries;
import scrip.delivery.Deliveries.Turn;
import scrip.delivery.DeliveryAttempts;
import scrip.delivery.DeliveryConfig;
import scrip.delivery.DeliveryOutcome;
import scrip.delivery.Fallback;
import scrip.delivery.Message;
import scrip.delivery.MessageSender;
import scrip.delivery.SendWaiting;
import scrip.testing.Given;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.Wired;

/** The sender put together by hand, over providers that answer as a test says. */
final class Sending implements AutoCloseable {

  private static final AtomicInteger IDS = new AtomicInteger();

  final TestDatabase database = TestDatabase.fresh();
  final KeyFile keys = KeyFile.throwAway();
  final Given given = new Given(database, keys, System.nanoTime());
  final UUID cards;
  final UUID campaign;
  final Wired wired;
  final Map<Channel, Provider> providers = new HashMap<>();
  private final SendWaiting send;

  Sending(int cardCount, Map<String, String> settings) {
    String name = UUID.randomUUID().toString();
    cards = given.poolOf(name, cardCount);
    campaign = given.campaign(cards, name);
    wired = new Wired(database, keys, 1, Clock.systemUTC(), () -> null);
    send = another(settings);
  }

  /** Answers as it is told, and remembers what it was given. */
  static final class Provider implements MessageSender {
    final List<Message> messages = Collections.synchronizedList(new ArrayList<>());
    private final Channel channel;
    volatile Function<Message, DeliveryOutcome> answer = message -> accepted();

    Provider(Channel channel) {
      this.channel = channel;
    }

    @Override
    public Channel channel() {
      return channel;
    }

    @Override
    public DeliveryOutcome send(Message message) {
      messages.add(message);
      return answer.apply(message);
    }
  }

  static DeliveryOutcome accepted() {
    return new DeliveryOutcome.Accepted("SM" + IDS.incrementAndGet());
  }

  /** Another instance over the same providers and connection. */
  SendWaiting another(Map<String, String> settings) {
    List<MessageSender> senders = new ArrayList<>();
    for (Channel channel : Channel.values()) {
      senders.add(providers.computeIfAbsent(channel, Provider::new));
    }
    return new SendWaiting(
        new Deliveries(wired.pool),
        new DeliveryAttempts(wired.pool),
        new AttemptOutcomes(wired.pool, new Fallback(new scrip.delivery.Fallbacks(), wired.ids)),
        new ComposeMessage(wired.secrets, wired.keys, wired.ids),
        Wired.mapped(DeliveryConfig.class, settings),
        senders);
  }

  /** Waiting deliveries by a channel to an address. */
  void waiting(Channel channel, String address, int count) {
    given.waitingDeliveries(campaign, cards, "+15005550006", count);
    database.update(
        "UPDATE gift_card_deliveries SET channel = ?, address = ? WHERE sms_status = 'pending' AND channel = 'sms'",
        channel.word(),
        address);
  }

  SendWaiting.Sent run(Turn turn) {
    return send.send(turn).await().atMost(Duration.ofSeconds(60));
  }

  List<Message> to(Channel channel) {
    return providers.get(channel).messages;
  }

  void answers(Channel channel, Function<Message, DeliveryOutcome> answer) {
    providers.get(channel).answer = answer;
  }

  /** Counts of deliveries by state, as in {@code held 2, sent 3}. */
  String states(Channel channel) {
    return database.one(
        "SELECT string_agg(s || ' ' || n, ', ' ORDER BY s) FROM (SELECT sms_status AS s, count(*) AS n"
            + " FROM gift_card_deliveries WHERE channel = ? GROUP BY 1) AS c",
        channel.word());
  }

  @Override
  public void close() {
    wired.close();
  }
}
