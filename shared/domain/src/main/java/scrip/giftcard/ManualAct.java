package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import scrip.access.Approvals;
import scrip.access.Caller;
import scrip.access.IdempotencyKeys;
import scrip.audit.AuditLog;

/**
 * What somebody does by hand, and why.
 *
 * @param reason 1 to 500 characters
 * @param request what a repeat of it is known by; null when it comes without a key, or its repeats
 *     need no knowing
 */
public record ManualAct(Caller caller, String reason, IdempotencyKeys.Use request) {

  static final String CARDS = "gift_cards";

  private static final int TRIES = 5;

  public ManualAct(Caller caller, String reason) {
    this(caller, reason, null);
  }

  /** The print of its request; null when there is none. */
  public byte[] print() {
    return request == null ? null : request.print();
  }

  /** Whether a request with this print did it before. */
  public boolean repeats(byte[] print) {
    return request != null && Arrays.equals(request.print(), print);
  }

  /** For statements that filter by client: null for all clients. */
  public UUID[] clients() {
    return caller.agent().clients().orNull();
  }

  GiftCards.Claimant claimant() {
    return new GiftCards.Claimant(caller.name(), caller.requestId());
  }

  /** The audit row of it. */
  public AuditLog.Entry entry(String action, String subject, Object id, JsonObject detail) {
    return new AuditLog.Entry(
        caller.name(),
        action,
        subject,
        id == null ? null : id.toString(),
        reason,
        detail,
        caller.requestId());
  }

  /**
   * The act on cards, as another person is asked to grant it.
   *
   * @param client whose cards they are; null when they are of several
   */
  Approvals.Act onCards(String action, UUID client, List<Long> cardIds) {
    return new Approvals.Act(
        action, client, CARDS, cardIds.stream().map(String::valueOf).toList(), reason);
  }

  /** Does the work in a transaction of its own; again, when it met another one head-on. */
  public <T> Uni<T> inTransaction(Pool pool, Function<SqlConnection, Uni<T>> work) {
    return again(Uni.createFrom().deferred(() -> pool.withTransaction(work)));
  }

  /** Does it again when the database undid it because two waited for each other. */
  static <T> Uni<T> again(Uni<T> work) {
    return work.onFailure(ManualAct::deadlock).retry().atMost(TRIES);
  }

  private static boolean deadlock(Throwable failure) {
    return failure instanceof PgException e && "40P01".equals(e.getSqlState());
  }
}
