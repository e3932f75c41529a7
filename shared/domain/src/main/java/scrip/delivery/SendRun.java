package scrip.delivery;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import scrip.delivery.DeliveryOutcome.Accepted;
import scrip.delivery.DeliveryOutcome.Unknown;
import scrip.delivery.WaitingDelivery.Called;
import scrip.delivery.WaitingDelivery.Composed;

/**
 * One run: leases while there is room, begins each batch in one transaction, calls for all of it at
 * once, and writes outcomes in groups as they come. The next batch does not wait for the slowest
 * call of the last.
 */
final class SendRun {

  private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

  private final Function<Integer, Uni<List<WaitingDelivery>>> lease;
  private final Map<Channel, MessageSender> senders;
  private final ComposeMessage messages;
  private final Deliveries deliveries;
  private final DeliveryAttempts attempts;
  private final GroupedOutcomes outcomes;
  private final DeliveryConfig config;
  private final SendTally tally;
  private final CallSlots slots;
  private final long deadline;

  /**
   * @param lease leases at most so many
   */
  SendRun(
      Function<Integer, Uni<List<WaitingDelivery>>> lease,
      Map<Channel, MessageSender> senders,
      ComposeMessage messages,
      Deliveries deliveries,
      DeliveryAttempts attempts,
      AttemptOutcomes outcomes,
      DeliveryConfig config,
      SendTally tally) {
    this.lease = lease;
    this.senders = senders;
    this.messages = messages;
    this.deliveries = deliveries;
    this.attempts = attempts;
    this.outcomes = new GroupedOutcomes(outcomes);
    this.config = config;
    this.tally = tally;
    this.slots = new CallSlots(config.concurrency());
    this.deadline = System.nanoTime() + config.runAtMost().toNanos();
  }

  /** Ends when nothing is due or the time is up, and every call that was begun has its outcome. */
  Uni<Void> run() {
    return Multi.createBy()
        .repeating()
        .uni(this::round)
        .whilst(more -> more && System.nanoTime() < deadline)
        .collect()
        .last()
        .onItemOrFailure()
        .call(() -> slots.idle())
        .replaceWithVoid();
  }

  private Uni<Boolean> round() {
    return slots
        .room()
        .chain(
            room -> {
              // Asked before the lease: what ends during it may be due again.
              boolean busy = slots.busy();
              return lease.apply(room).chain(batch -> begin(batch, busy));
            });
  }

  private Uni<Boolean> begin(List<WaitingDelivery> leased, boolean busy) {
    if (leased.isEmpty()) {
      return busy
          ? slots.idle().ifNoItem().after(LOOK_AGAIN).recoverWithItem((Void) null).replaceWith(true)
          : Uni.createFrom().item(false);
    }
    slots.take(leased.size());
    AtomicInteger held = new AtomicInteger(leased.size());
    batch(leased, held)
        .onTermination()
        .invoke(() -> slots.free(held.getAndSet(0), 0))
        .subscribe()
        .with(done -> {}, failed -> {});
    return Uni.createFrom().item(true);
  }

  private Uni<Void> batch(List<WaitingDelivery> leased, AtomicInteger held) {
    List<Composed> composed = new ArrayList<>();
    for (WaitingDelivery delivery : leased) {
      try {
        composed.add(messages.compose(delivery));
      } catch (RuntimeException e) {
        // Its card does not open: it stays for the next run, and stops nobody.
        tally.flag();
      }
    }
    Set<UUID> refused = ConcurrentHashMap.newKeySet();
    return begun(composed)
        .onFailure()
        .recoverWithUni(failure -> oneByOne(composed, refused))
        .call(begun -> letGo(composed, begun, refused))
        .chain(begun -> callAll(composed, begun, held))
        .call(() -> holdTheSilent(leased));
  }

  private Uni<Set<UUID>> begun(List<Composed> composed) {
    return composed.isEmpty()
        ? Uni.createFrom().item(Set.of())
        : attempts.begin(composed, config.lease());
  }

  /**
   * A batch that the database refuses: all but those that it refuses alone go on. These keep their
   * lease, so that they come up again with it and not at once.
   */
  private Uni<Set<UUID>> oneByOne(List<Composed> composed, Set<UUID> refused) {
    return Multi.createFrom()
        .iterable(composed)
        .onItem()
        .transformToUniAndConcatenate(
            one ->
                begun(List.of(one))
                    .onFailure()
                    .recoverWithItem(
                        () -> {
                          refused.add(one.delivery().id());
                          tally.flag();
                          return Set.of();
                        }))
        .collect()
        .in(HashSet<UUID>::new, Set::addAll)
        .map(begun -> begun);
  }

  private Uni<Void> letGo(List<Composed> composed, Set<UUID> begun, Set<UUID> refused) {
    return attempts
        .letGo(
            composed.stream()
                .map(Composed::delivery)
                .filter(one -> !begun.contains(one.id()) && !refused.contains(one.id()))
                .toList())
        .onFailure()
        .recoverWithNull();
  }

  private Uni<Void> callAll(List<Composed> composed, Set<UUID> begun, AtomicInteger held) {
    List<Uni<Void>> calls =
        composed.stream()
            .filter(one -> begun.contains(one.delivery().id()))
            .map(one -> call(one, held))
            .toList();
    slots.free(give(held, held.get() - calls.size()), 0);
    return calls.isEmpty()
        ? Uni.createFrom().voidItem()
        : Uni.join().all(calls).andCollectFailures().replaceWithVoid();
  }

  private Uni<Void> call(Composed one, AtomicInteger held) {
    WaitingDelivery delivery = one.delivery();
    return Uni.createFrom()
        .item(() -> answer(one))
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool())
        .ifNoItem()
        .after(config.callAtMost())
        .recoverWithItem(
            () ->
                new Called(
                    delivery,
                    one.attempt(),
                    new Unknown("the call did not end in time"),
                    (int) config.callAtMost().toMillis()))
        .invoke(called -> tally.count(delivery.channel(), called.outcome()))
        .chain(
            called ->
                outcomes
                    .write(called)
                    .onFailure()
                    .invoke(failure -> tally.flag())
                    .onFailure()
                    .recoverWithNull()
                    .invoke(
                        () ->
                            slots.free(
                                give(held, 1), called.outcome() instanceof Accepted ? 1 : 0)));
  }

  private Called answer(Composed one) {
    long begun = System.nanoTime();
    DeliveryOutcome outcome;
    try {
      outcome = senders.get(one.delivery().channel()).send(one.message());
    } catch (RuntimeException e) {
      outcome = new Unknown("the call failed: " + e.getClass().getName());
    }
    return new Called(
        one.delivery(),
        one.attempt(),
        outcome,
        (int) TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
  }

  private Uni<Void> holdTheSilent(List<WaitingDelivery> leased) {
    return Multi.createFrom()
        .iterable(leased.stream().map(WaitingDelivery::channel).distinct().toList())
        .filter(tally::silent)
        .onItem()
        .transformToUniAndConcatenate(channel -> deliveries.hold(channel, config.silenceHold()))
        .collect()
        .last()
        .replaceWithVoid();
  }

  /** All but the last, which the batch keeps until it has ended: the run ends after it. */
  private static int give(AtomicInteger held, int count) {
    int before = held.getAndUpdate(n -> left(n, count));
    return before - left(before, count);
  }

  private static int left(int held, int count) {
    return Math.min(held, Math.max(1, held - count));
  }
}
