package scrip.imports;

import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import scrip.giftcard.WaitInLine;
import scrip.imports.ImportLeases.Held;
import scrip.ops.ErrorLogs;

/**
 * One run over all imports that wait, within its time. An import that fails stops no other one; one
 * whose runs get nowhere several times in a row counts as failed.
 */
@ApplicationScoped
public class CommitImports {

  private static final Logger LOG = Logger.getLogger(CommitImports.class);
  private static final int SERVED_AT_ONCE = 20;
  private static final long SERVED_AT_MOST = 2000;

  private final ImportLeases leases;
  private final CommitImport commitImport;
  private final ImportedCards cards;
  private final WaitInLine line;
  private final ErrorLogs errors;
  private final ImportsConfig config;

  public CommitImports(
      ImportLeases leases,
      CommitImport commitImport,
      ImportedCards cards,
      WaitInLine line,
      ErrorLogs errors,
      ImportsConfig config) {
    this.leases = leases;
    this.commitImport = commitImport;
    this.cards = cards;
    this.line = line;
    this.errors = errors;
    this.config = config;
  }

  /** What became of one import in one run. */
  private enum Outcome {
    DONE,
    PAUSED,
    REFUSED,
    FAILED,
    ELSEWHERE
  }

  /** Commits what waits; says in one line what became of it. */
  public Uni<String> commit() {
    return Uni.createFrom()
        .item(this::work)
        .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }

  private String work() {
    long until = System.nanoTime() + config.runFor().toNanos();
    Map<Outcome, Integer> outcomes = new LinkedHashMap<>();
    Set<UUID> seen = new LinkedHashSet<>();
    leases.tidy().await().indefinitely();
    while (System.nanoTime() - until < 0) {
      Optional<Held> held = leases.take(seen).await().indefinitely();
      if (held.isEmpty()) {
        break;
      }
      seen.add(held.get().id());
      outcomes.merge(commit(held.get(), until), 1, Integer::sum);
      serve(held.get());
    }
    return outcomes.isEmpty()
        ? "nothing to do"
        : outcomes.entrySet().stream()
            .map(o -> o.getKey().name().toLowerCase(java.util.Locale.ROOT) + " " + o.getValue())
            .collect(Collectors.joining(", "));
  }

  private Outcome commit(Held held, long until) {
    try {
      if (held.attempts() > config.attempts()) {
        throw new FileFault("Something went wrong on our side again and again. Tell support.");
      }
      return commitImport.commit(held, until) ? Outcome.DONE : Outcome.PAUSED;
    } catch (LeaseLost e) {
      return Outcome.ELSEWHERE;
    } catch (FileFault e) {
      leases.end(held, e.getMessage()).await().indefinitely();
      return Outcome.REFUSED;
    } catch (RuntimeException e) {
      LOG.errorf(e, "import %s: a run failed", held.id());
      errors
          .write(e.getClass().getSimpleName(), "imports", held.id().toString())
          .chain(() -> leases.giveBack(held))
          .onFailure()
          .recoverWithNull()
          .await()
          .indefinitely();
      return Outcome.FAILED;
    }
  }

  /**
   * Those who wait for a card of this pool get theirs; whoever is left out is served by the watch.
   */
  private void serve(Held held) {
    if (held.of().kind() != Kind.CARDS) {
      return;
    }
    UUID pool = held.of().poolId();
    cards
        .waiters(pool)
        .map(
            waiters ->
                (int) ((Math.min(waiters, SERVED_AT_MOST) + SERVED_AT_ONCE - 1) / SERVED_AT_ONCE))
        .chain(
            rounds ->
                Multi.createFrom()
                    .range(0, rounds)
                    .onItem()
                    .transformToUniAndConcatenate(round -> line.serve(pool).replaceWith(round))
                    .collect()
                    .last())
        .onFailure()
        .call(e -> errors.write(e.getClass().getSimpleName(), "imports", held.id().toString()))
        .onFailure()
        .recoverWithNull()
        .await()
        .indefinitely();
  }
}
