package scrip.delivery;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import scrip.delivery.ProviderRecords.Listed;
import scrip.delivery.ProviderRecords.Unanswered;
import scrip.delivery.UnknownDeliveries.Unknown;
import scrip.secrets.Keys;

/**
 * Looks deliveries whose answer was lost up at their provider. A message to that address, made at
 * that time, with that text, and of no other attempt proves that it was taken. That there is none
 * at all proves nothing before the message is worth nothing any more; then the delivery stays
 * unknown and says so, and only a person may send it again. A message with another text proves
 * neither, because providers rewrite texts.
 */
@ApplicationScoped
public class LookUpUnknown {

  private static final Duration CLOCKS_DIFFER_BY = Duration.ofMinutes(1);
  private static final Duration MADE_WITHIN = Duration.ofMinutes(10);
  private static final int UNANSWERED_AT_MOST = 24;
  private static final String ABSENT =
      "the provider has no such message, and none can come any more; it may be sent again";
  private static final String NOBODY_TO_ASK =
      "whether it was sent cannot be found out; somebody decides whether it is sent again";
  private static final String CANNOT_TELL =
      "the provider has a message to this address that may be it; compare them there";
  private static final String UNANSWERED =
      "the provider did not say which messages to this address it has; compare them there";

  private final UnknownDeliveries deliveries;
  private final List<ProviderRecords> records;
  private final TakeReport take;
  private final Keys keys;
  private final ReportsConfig config;

  public LookUpUnknown(
      UnknownDeliveries deliveries,
      @All List<ProviderRecords> records,
      TakeReport take,
      Keys keys,
      ReportsConfig config) {
    this.deliveries = deliveries;
    this.records = records;
    this.take = take;
    this.keys = keys;
    this.config = config;
  }

  /**
   * One run over those that are due, bounded in number and time.
   *
   * @return what it did, for people
   */
  public Uni<String> lookUp() {
    Tally tally = new Tally();
    Rounds rounds = new Rounds(config);
    return rounds
        .<Unknown>work(
            atOnce -> deliveries.take(atOnce, config.validity().plus(config.margin())),
            unknown -> one(rounds, unknown, tally))
        .map(ignored -> tally.toString());
  }

  private Uni<Void> one(Rounds rounds, Unknown unknown, Tally tally) {
    tally.lookedUp.incrementAndGet();
    ProviderRecords provider = Rounds.of(records, unknown.channel());
    if (provider == null) {
      return unknown.over()
          ? deliveries.end(unknown.id(), true, NOBODY_TO_ASK)
          : Uni.createFrom().voidItem();
    }
    return rounds
        .ask(
            () ->
                provider.list(
                    unknown.channel(),
                    unknown.address(),
                    unknown.begunAt().minus(CLOCKS_DIFFER_BY),
                    unknown.begunAt().plus(MADE_WITHIN)))
        .chain(listed -> compare(unknown, listed, tally))
        .onFailure(Unanswered.class)
        .recoverWithUni(
            () -> {
              tally.unanswered.incrementAndGet();
              return unknown.over() && unknown.lookUps() >= UNANSWERED_AT_MOST
                  ? deliveries.end(unknown.id(), false, UNANSWERED)
                  : Uni.createFrom().voidItem();
            });
  }

  private Uni<Void> compare(Unknown unknown, List<Listed> listed, Tally tally) {
    return deliveries
        .bound(listed.stream().map(l -> l.report().messageId()).toList())
        .chain(bound -> compareFree(unknown, free(listed, bound), tally));
  }

  private Uni<Void> compareFree(Unknown unknown, List<Listed> free, Tally tally) {
    var same = free.stream().filter(l -> isSame(unknown, l)).findFirst();
    if (same.isPresent()) {
      return take.take(same.get().report().of(unknown.attempt()))
          .chain(() -> deliveries.isUnknown(unknown.id()))
          .invoke(still -> (still ? tally.open : tally.proven).incrementAndGet())
          .replaceWithVoid();
    }
    if (!unknown.over()) {
      tally.open.incrementAndGet();
      return Uni.createFrom().voidItem();
    }
    boolean absent = free.isEmpty();
    (absent ? tally.absent : tally.open).incrementAndGet();
    return deliveries.end(unknown.id(), absent, absent ? ABSENT : CANNOT_TELL);
  }

  private boolean isSame(Unknown unknown, Listed listed) {
    return unknown.bodyHash() != null
        && MessageDigest.isEqual(
            unknown.bodyHash(), keys.hash(Keys.Purpose.MESSAGE, listed.body()));
  }

  private static List<Listed> free(List<Listed> listed, Set<String> bound) {
    return listed.stream().filter(l -> !bound.contains(l.report().messageId())).toList();
  }

  private static final class Tally {
    private final AtomicInteger lookedUp = new AtomicInteger();
    private final AtomicInteger proven = new AtomicInteger();
    private final AtomicInteger absent = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger unanswered = new AtomicInteger();

    @Override
    public String toString() {
      return lookedUp
          + " looked up ("
          + proven
          + " found, "
          + absent
          + " absent, "
          + open
          + " open, "
          + unanswered
          + " unanswered)";
    }
  }
}
