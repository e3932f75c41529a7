package scrip.delivery;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;
import scrip.delivery.ProviderRecords.Declined;
import scrip.delivery.ProviderRecords.Unanswered;

/**
 * Takes rows round by round and asks a provider about each, until none is due, the time is over or
 * the provider does not answer. That it declines to say something of one ends nothing.
 */
final class Rounds {

  private final int atOnce;
  private final Duration answerAtMost;
  private final long until;
  private final AtomicBoolean unanswered = new AtomicBoolean();

  Rounds(ReportsConfig config) {
    this.atOnce = config.atOnce();
    this.answerAtMost = config.answerAtMost();
    this.until = System.nanoTime() + config.stepAtMost().toNanos();
  }

  <T> Uni<Void> work(Function<Integer, Uni<List<T>>> take, Function<T, Uni<Void>> one) {
    return Multi.createBy()
        .repeating()
        .uni(() -> take.apply(atOnce).call(taken -> all(taken, one)))
        .whilst(taken -> taken.size() == atOnce && !unanswered.get() && System.nanoTime() < until)
        .collect()
        .last()
        .replaceWithVoid();
  }

  private <T> Uni<Void> all(List<T> taken, Function<T, Uni<Void>> one) {
    return Multi.createFrom()
        .iterable(taken)
        .onItem()
        .transformToUni(one::apply)
        // One that goes wrong fails the step when the others are done.
        .collectFailures()
        .merge(atOnce)
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** Asks on a thread that may block; what it says too late is not heard. */
  <T> Uni<T> ask(Supplier<T> question) {
    return Uni.createFrom()
        .item(question)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .ifNoItem()
        .after(answerAtMost)
        .failWith(() -> new Unanswered("it did not answer in time"))
        .onFailure(failure -> failure instanceof Unanswered && !(failure instanceof Declined))
        .invoke(() -> unanswered.set(true));
  }

  /** Who keeps the messages of a channel; null when nobody does. */
  static ProviderRecords of(List<ProviderRecords> records, Channel channel) {
    return records.stream().filter(r -> r.channels().contains(channel)).findFirst().orElse(null);
  }
}
