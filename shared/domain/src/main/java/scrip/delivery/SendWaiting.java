package scrip.delivery;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import scrip.delivery.Deliveries.Turn;
import scrip.money.Money;
import scrip.secrets.CardSecret;
import scrip.secrets.CardSecrets;
import scrip.time.Ids;

/**
 * Sends text messages that wait. Any number of instances may do so at once; each delivery belongs
 * to one of them at a time. A run that dies loses nothing: what it had not begun is found again
 * when its lease ends, what it had begun becomes unknown and is not sent again.
 */
@ApplicationScoped
public class SendWaiting {

  static final int CALLS_AT_MOST = 3;
  private static final int ABANDONED_AT_ONCE = 500;

  private final Deliveries deliveries;
  private final List<MessageSender> senders;
  private final CardSecrets secrets;
  private final DeliveryConfig config;
  private final Ids ids;

  public SendWaiting(
      Deliveries deliveries,
      @All List<MessageSender> senders,
      CardSecrets secrets,
      DeliveryConfig config,
      Ids ids) {
    this.deliveries = deliveries;
    this.senders = senders;
    this.secrets = secrets;
    this.config = config;
    this.ids = ids;
  }

  /**
   * What a run did.
   *
   * @param sent calls that the provider accepted
   * @param other calls that came to anything else
   * @param lost deliveries found abandoned in the middle of a call
   * @param flagged deliveries that could not be worked on at all; they stay for the next run
   */
  public record Sent(int sent, int other, int lost, int flagged) {

    @Override
    public String toString() {
      return sent
          + " accepted, "
          + other
          + " not accepted, "
          + lost
          + " unknown, "
          + flagged
          + " flagged";
    }
  }

  /** Works until nothing is due or the run has lasted as long as it may. */
  public Uni<Sent> send(Turn turn) {
    Tally tally = new Tally();
    long deadline = System.nanoTime() + config.runAtMost().toNanos();
    return deliveries
        .loseAbandoned(ABANDONED_AT_ONCE)
        .invoke(lost -> tally.lost.set(lost.count()))
        .chain(lost -> batches(turn, lost.at(), tally, deadline))
        .map(ignored -> tally.sent());
  }

  /** Whether a first send is due that nobody works on. */
  public Uni<Boolean> anyDue() {
    return deliveries.anyDue();
  }

  private Uni<Void> batches(Turn turn, OffsetDateTime began, Tally tally, long deadline) {
    return Multi.createBy()
        .repeating()
        .uni(
            () ->
                deliveries
                    .lease(turn, config.concurrency(), config.lease(), began)
                    .call(b -> all(b, tally)))
        .whilst(batch -> !batch.isEmpty() && System.nanoTime() < deadline)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private Uni<Void> all(List<WaitingDelivery> batch, Tally tally) {
    return Multi.createFrom()
        .iterable(batch)
        .onItem()
        .transformToUni(sms -> one(sms, tally))
        .merge(config.concurrency())
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** One delivery. Whatever goes wrong with it stays with it: the others of the batch go on. */
  private Uni<Void> one(WaitingDelivery sms, Tally tally) {
    UUID attempt = ids.next();
    return Uni.createFrom()
        .item(() -> text(sms))
        .chain(
            text ->
                deliveries
                    .begin(sms, attempt, config.lease())
                    .chain(
                        begun ->
                            begun ? call(sms, attempt, text, tally) : deliveries.suppress(sms)))
        .onFailure()
        .invoke(failure -> tally.flagged.incrementAndGet())
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> call(WaitingDelivery sms, UUID attempt, String text, Tally tally) {
    long begun = System.nanoTime();
    return Uni.createFrom()
        .item(
            () ->
                senders
                    .get(0)
                    .send(new Message(attempt, sms.phone(), new Message.Content.Text(text))))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .onFailure()
        .recoverWithItem(
            e -> new DeliveryOutcome.Unknown("the call failed: " + e.getClass().getName()))
        .invoke(tally::count)
        .chain(
            outcome ->
                deliveries.finish(
                    sms, attempt, outcome, Duration.ofNanos(System.nanoTime() - begun)))
        .replaceWithVoid();
  }

  private String text(WaitingDelivery sms) {
    CardSecret card = secrets.open(sms.card());
    Map<String, String> values = new HashMap<>();
    values.put("first_name", sms.firstName() == null ? "" : sms.firstName());
    values.put("brand", sms.brand());
    values.put("value", new Money(sms.valueMinor(), sms.currency()).display());
    values.put("code", card.code());
    values.put("number", card.number() == null ? "" : card.number());
    return new MessageTemplate(sms.template()).fill(values);
  }

  private static final class Tally {
    private final AtomicInteger accepted = new AtomicInteger();
    private final AtomicInteger other = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger flagged = new AtomicInteger();

    void count(DeliveryOutcome outcome) {
      (outcome instanceof DeliveryOutcome.Accepted ? accepted : other).incrementAndGet();
    }

    Sent sent() {
      return new Sent(accepted.get(), other.get(), lost.get(), flagged.get());
    }
  }
}
