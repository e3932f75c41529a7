package scrip.function.voucherpreview;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.voucher.Looker;
import scrip.voucher.PreviewConfig;
import scrip.voucher.PreviewEvents;
import scrip.voucher.PreviewRefusal;

/**
 * Gives a picture so much time, says in the words of previews why there is none, and writes down
 * which voucher it failed for.
 */
@ApplicationScoped
class InTime {

  private static final String WITHOUT =
      "Show the code instead: the station takes it typed as well. Tell the engineer on call. ";

  private static final Logger LOG = Logger.getLogger(InTime.class);
  private static final Duration NOTE_AT_MOST = Duration.ofSeconds(1);
  private static final int CAUSES = 10;

  private final PreviewConfig config;
  private final PreviewEvents events;

  InTime(PreviewConfig config, PreviewEvents events) {
    this.config = config;
    this.events = events;
  }

  /**
   * Work that ends within the deadline.
   *
   * @throws Refused timeout; not-configured; what the work is refused with
   */
  <T> Uni<T> run(Supplier<Uni<T>> work) {
    return Uni.createFrom()
        .deferred(() -> work.get())
        .ifNoItem()
        .after(config.deadline())
        .failWith(() -> new Refused(PreviewRefusal.TIMEOUT))
        .onFailure()
        .transform(InTime::inOurWords);
  }

  /** The same for the picture of a voucher: a failure of ours is an event of it. */
  <T> Uni<T> run(UUID voucher, Looker looker, Supplier<Uni<T>> work) {
    return run(work).onFailure(InTime::isOurs).call(failure -> note(voucher, looker, failure));
  }

  /** Work that waits for nothing, refused in the same words. */
  <T> T orRefused(Supplier<T> work) {
    try {
      return work.get();
    } catch (Refused refused) {
      throw (Refused) inOurWords(refused);
    }
  }

  private Uni<Void> note(UUID voucher, Looker looker, Throwable failure) {
    String why = failure instanceof Refused refused ? refused.refusal().slug() : "internal";
    // Also here, for the case that the database is what fails.
    LOG.warnf("request %s: no picture of voucher %s: %s", looker.requestId(), voucher, why);
    return Uni.createFrom()
        .deferred(() -> events.failed(voucher, looker, why))
        .ifNoItem()
        .after(NOTE_AT_MOST)
        .fail()
        .onFailure()
        .recoverWithItem(
            e -> {
              LOG.warnf("request %s: the event of a failed picture is missing", looker.requestId());
              return null;
            });
  }

  private static boolean isOurs(Throwable failure) {
    return !(failure instanceof Refused refused) || refused.refusal().status() >= 500;
  }

  /** What is missing may be found by whoever opens a connection, and comes wrapped then. */
  private static Throwable inOurWords(Throwable failure) {
    Throwable cause = failure;
    for (int i = 0; cause != null && i < CAUSES; i++, cause = cause.getCause()) {
      if (cause instanceof Refused refused && refused.refusal() == RequestRefusal.NOT_CONFIGURED) {
        return new Refused(RequestRefusal.NOT_CONFIGURED, WITHOUT + refused.getMessage());
      }
    }
    return failure;
  }
}
