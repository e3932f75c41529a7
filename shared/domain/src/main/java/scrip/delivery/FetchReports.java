package scrip.delivery;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import scrip.delivery.ProviderMessages.Taken;
import scrip.delivery.ProviderRecords.Declined;
import scrip.delivery.ProviderRecords.Unanswered;

/**
 * Asks providers by its id about every message whose end was not reported: callbacks get lost. A
 * message that its provider does not know is told, and asked about again all the same, as the keys
 * may be those of another account for a while.
 */
@ApplicationScoped
public class FetchReports {

  private final ProviderMessages messages;
  private final List<ProviderRecords> records;
  private final TakeReport take;
  private final ReportsConfig config;

  public FetchReports(
      ProviderMessages messages,
      @All List<ProviderRecords> records,
      TakeReport take,
      ReportsConfig config) {
    this.messages = messages;
    this.records = records;
    this.take = take;
    this.config = config;
  }

  /**
   * One run over those that are due, bounded in number and time.
   *
   * @return what it did, for people
   */
  public Uni<String> fetch() {
    AtomicInteger asked = new AtomicInteger();
    AtomicInteger news = new AtomicInteger();
    Rounds rounds = new Rounds(config);
    return rounds
        .<Taken>work(
            atOnce -> messages.takeToFetch(atOnce, config.giveUpAfter()),
            message -> one(rounds, message, asked, news))
        .map(ignored -> asked + " asked for (" + news + " with news)");
  }

  private Uni<Void> one(Rounds rounds, Taken message, AtomicInteger asked, AtomicInteger news) {
    ProviderRecords provider = Rounds.of(records, message.channel());
    if (provider == null) {
      return Uni.createFrom().voidItem();
    }
    asked.incrementAndGet();
    return rounds
        .ask(() -> provider.fetch(message.channel(), message.id()))
        .chain(report -> heard(message, report, news))
        .onFailure(Declined.class)
        .recoverWithNull()
        .onFailure(Unanswered.class)
        .recoverWithUni(() -> messages.askAgain(message.id()));
  }

  private Uni<Void> heard(Taken message, Optional<Report> report, AtomicInteger news) {
    if (report.isEmpty()) {
      return messages.missing(message.id());
    }
    return take.take(report.get())
        .invoke(
            taken -> {
              if (taken == TakeReport.Taken.APPLIED) {
                news.incrementAndGet();
              }
            })
        .replaceWithVoid();
  }
}
