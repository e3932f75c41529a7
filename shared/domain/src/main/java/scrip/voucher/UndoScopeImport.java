package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import scrip.audit.AuditLog;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.voucher.ScopeBatches.Locked;

/**
 * Undoes a list of scopes that was wrong: each voucher whose station still comes from it gets back
 * what it had before. What somebody changed since stays, and so does a voucher that is not open any
 * more. In batches, each in a transaction of its own, so that no station waits long for a voucher.
 */
@ApplicationScoped
public class UndoScopeImport {

  private static final int BATCH = 500;

  // A call ends within its time-out; a list that is longer takes another call.
  private static final int BATCHES = 100;
  private static final Set<String> ENDED = Set.of("done", "failed");

  private final Pool pool;
  private final ScopeBatches batches;
  private final AuditLog audit;
  private final Clock clock;

  public UndoScopeImport(Pool pool, ScopeBatches batches, AuditLog audit, Clock clock) {
    this.pool = pool;
    this.batches = batches;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * What became of the vouchers that the list had changed.
   *
   * @param restored by this call
   * @param restoredBefore by calls before
   * @param changedSince they have another scope by now, and keep it
   * @param notOpen redeemed, expired or void meanwhile; they keep their station
   * @param next where the next call goes on, as its {@code after}; null when this was all
   */
  public record Undone(
      long restored, long restoredBefore, long changedSince, long notOpen, Long next) {

    private Undone plus(List<Locked> rows) {
      Map<Fate, Long> fates =
          rows.stream().collect(Collectors.groupingBy(Fate::of, Collectors.counting()));
      return new Undone(
          restored + fates.getOrDefault(Fate.RESTORED, 0L),
          restoredBefore + fates.getOrDefault(Fate.RESTORED_BEFORE, 0L),
          changedSince + fates.getOrDefault(Fate.CHANGED_SINCE, 0L),
          notOpen + fates.getOrDefault(Fate.NOT_OPEN, 0L),
          rows.size() < BATCH
              ? null
              : (Long) rows.stream().mapToLong(Locked::line).max().orElseThrow());
    }
  }

  private enum Fate {
    RESTORED,
    RESTORED_BEFORE,
    NOT_OPEN,
    CHANGED_SINCE;

    static Fate of(Locked row) {
      return row.open() && row.present()
          ? RESTORED
          : row.undone() ? RESTORED_BEFORE : row.open() ? CHANGED_SINCE : NOT_OPEN;
    }
  }

  /**
   * Undoes. A repeat restores what is left to restore, and nothing twice.
   *
   * @param after the line to begin behind; 0 for the whole list
   * @throws Refused not-found, for no list of scopes; import-not-ended
   */
  public Uni<Undone> undo(UUID importId, long after, ManualAct act) {
    return batches(importId, new Undone(0, 0, 0, 0, after), BATCHES, act);
  }

  private Uni<Undone> batches(UUID importId, Undone so, int atMost, ManualAct act) {
    return batch(importId, so, atMost == BATCHES, act)
        .chain(
            undone ->
                undone.next() == null || atMost == 1
                    ? Uni.createFrom().item(undone)
                    : batches(importId, undone, atMost - 1, act));
  }

  private Uni<Undone> batch(UUID importId, Undone so, boolean first, ManualAct act) {
    return act.inTransaction(
        pool,
        transaction ->
            batches
                .hold(transaction, importId, act.caller().requestId())
                .invoke(held -> expectEnded(held.orElse(null)))
                .chain(() -> batches.lock(transaction, importId, so.next(), BATCH))
                .call(rows -> restore(transaction, importId, rows, act))
                .call(
                    () ->
                        first
                            ? audit.write(transaction, entry(importId, so.next(), act))
                            : Uni.createFrom().voidItem())
                .map(so::plus));
  }

  private Uni<Void> restore(
      SqlConnection transaction, UUID importId, List<Locked> rows, ManualAct act) {
    Long[] lines =
        rows.stream()
            .filter(row -> Fate.of(row) == Fate.RESTORED)
            .map(Locked::line)
            .toArray(Long[]::new);
    Instant now = clock.instant();
    return lines.length == 0
        ? Uni.createFrom().voidItem()
        : batches.restore(transaction, importId, lines, act.caller().name(), act.reason(), now);
  }

  private static void expectEnded(ScopeBatches.Held held) {
    if (held == null || !held.kind().equals("station_scopes")) {
      throw new Refused(RequestRefusal.NOT_FOUND, "There is no such list of scopes.");
    }
    if (!ENDED.contains(held.state())) {
      throw new Refused(VoucherRefusal.IMPORT_NOT_ENDED);
    }
  }

  private static AuditLog.Entry entry(UUID importId, long after, ManualAct act) {
    return act.entry("undo-scopes", "imports", importId, JsonObject.of("after", after));
  }
}
