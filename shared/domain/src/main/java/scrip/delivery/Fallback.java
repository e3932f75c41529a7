package scrip.delivery;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import scrip.time.Ids;

/**
 * Sends a card by e-mail when it did not get through as a message: once for a delivery, when the
 * campaign allows e-mail, the recipient has an address and did not opt out, and nothing else with
 * that card is on its way or there.
 */
@ApplicationScoped
public class Fallback {

  private final Fallbacks fallbacks;
  private final Ids ids;

  public Fallback(Fallbacks fallbacks, Ids ids) {
    this.fallbacks = fallbacks;
    this.ids = ids;
  }

  /**
   * Lays an e-mail beside each of these deliveries that ended failed or undelivered and may have
   * one. A repeat lays none. Who calls it nudges the sender after the commit.
   *
   * @param on the transaction in which they ended, or a pool when that is committed
   * @return how many e-mails wait now
   */
  public Uni<Integer> follow(SqlClient on, UUID... deliveries) {
    List<UUID> ended = Stream.of(deliveries).distinct().toList();
    return ended.isEmpty()
        ? Uni.createFrom().item(0)
        : fallbacks.insert(on, ended, ended.stream().map(one -> ids.next()).toList());
  }

  /**
   * Calls e-mails back that still wait to stand in for a message that got through after all. A
   * repeat changes nothing.
   *
   * @param on the transaction in which it got through
   */
  Uni<Void> callBack(SqlClient on, UUID delivered) {
    return fallbacks.callBack(on, delivered);
  }
}
