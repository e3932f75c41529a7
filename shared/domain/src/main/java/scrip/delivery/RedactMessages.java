package scrip.delivery;

import io.quarkus.arc.All;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import scrip.delivery.ProviderMessages.Taken;
import scrip.delivery.ProviderRecords.Unanswered;

/**
 * Takes the texts of messages back from their provider once they ended: each holds a card. Dying
 * between the two halves only means doing it again.
 */
@ApplicationScoped
public class RedactMessages {

  private final ProviderMessages messages;
  private final List<ProviderRecords> records;
  private final ReportsConfig config;

  public RedactMessages(
      ProviderMessages messages, @All List<ProviderRecords> records, ReportsConfig config) {
    this.messages = messages;
    this.records = records;
    this.config = config;
  }

  /**
   * One run over those that are due, bounded in number and time. What fails is tried ten times in
   * all, then somebody is told.
   *
   * @return what it did, for people
   */
  public Uni<String> redact() {
    AtomicInteger redacted = new AtomicInteger();
    AtomicInteger failed = new AtomicInteger();
    Rounds rounds = new Rounds(config);
    return rounds
        .<Taken>work(messages::takeToRedact, message -> one(rounds, message, redacted, failed))
        .map(ignored -> redacted + " taken back (" + failed + " not)");
  }

  private Uni<Void> one(
      Rounds rounds, Taken message, AtomicInteger redacted, AtomicInteger failed) {
    ProviderRecords provider = Rounds.of(records, message.channel());
    if (provider == null) {
      return Uni.createFrom().voidItem();
    }
    return rounds
        .ask(
            () -> {
              provider.redact(message.id());
              return message;
            })
        .chain(() -> messages.redacted(message.id()))
        .invoke(redacted::incrementAndGet)
        .onFailure(Unanswered.class)
        .recoverWithUni(
            () -> {
              failed.incrementAndGet();
              return messages.notRedacted(message.id());
            });
  }
}
