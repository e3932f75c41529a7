package scrip.notification;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.audit.AuditLog;
import scrip.delivery.Channel;
import scrip.delivery.Nudge;
import scrip.giftcard.ManualAct;
import scrip.notification.HeldSenders.Sender;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Lets a held sender send again, after its fault was mended. A fault that is still there holds it
 * again with the next message, which burns no attempt. A repeat changes nothing.
 */
@ApplicationScoped
public class ReleaseSender {

  private final Pool pool;
  private final HeldSenders senders;
  private final AuditLog audit;
  private final Nudge nudge;

  public ReleaseSender(Pool pool, HeldSenders senders, AuditLog audit, Nudge nudge) {
    this.pool = pool;
    this.senders = senders;
    this.audit = audit;
    this.nudge = nudge;
  }

  /**
   * Releases it.
   *
   * @throws Refused forbidden, for whoever does not see every client: a sender is everybody's
   */
  public Uni<Sender> release(Channel channel, ManualAct act) {
    if (act.clients() != null) {
      throw new Refused(
          RequestRefusal.FORBIDDEN, "A sender is for people who see every client: it serves all.");
    }
    return act.inTransaction(pool, transaction -> work(transaction, channel, act))
        .call(nudge::waiting);
  }

  private Uni<Sender> work(SqlConnection transaction, Channel channel, ManualAct act) {
    return senders
        .lock(transaction, channel)
        .chain(
            was ->
                was.isHeld()
                    ? senders
                        .release(transaction, channel)
                        .chain(
                            () ->
                                audit.write(
                                    transaction,
                                    act.entry(
                                        "release-sender", "senders", channel.word(), was.asJson())))
                    : Uni.createFrom().voidItem())
        .replaceWith(new Sender(channel.word(), null, null));
  }
}
