package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Function;
import scrip.audit.AuditLog;
import scrip.giftcard.ManualAct;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Gives a client a logo, or takes it away. It is on every picture that is drawn from then on. A
 * repeat changes nothing and is not noted.
 */
@ApplicationScoped
public class ChangeLogo {

  private final Pool pool;
  private final ClientLogos logos;
  private final AuditLog audit;
  private final Clock clock;

  public ChangeLogo(Pool pool, ClientLogos logos, AuditLog audit, Clock clock) {
    this.pool = pool;
    this.logos = logos;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * The client's logo.
   *
   * @throws Refused not-found, when there is none, or another's client
   */
  public Uni<ClientLogo> find(UUID client, ManualAct act) {
    return logos
        .find(pool, client, act.caller().agent().clients())
        .map(found -> found.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)));
  }

  /**
   * Puts this logo in the place of the one before.
   *
   * @throws Refused not-found, for a client that the caller does not see
   */
  public Uni<Void> put(UUID client, ClientLogo logo, ManualAct act) {
    return change(
        client,
        act,
        "put-logo",
        JsonObject.of("width", logo.width(), "height", logo.height()),
        transaction ->
            logos.put(
                transaction,
                client,
                logo,
                act.caller().name(),
                clock.instant().truncatedTo(ChronoUnit.MICROS)));
  }

  /** Takes the logo away, if there is one. */
  public Uni<Void> remove(UUID client, ManualAct act) {
    return change(
        client,
        act,
        "remove-logo",
        new JsonObject(),
        transaction -> logos.remove(transaction, client));
  }

  private Uni<Void> change(
      UUID client,
      ManualAct act,
      String action,
      JsonObject detail,
      Function<SqlConnection, Uni<Boolean>> work) {
    return act.inTransaction(
        pool,
        transaction ->
            logos
                .lockClient(transaction, client, act.caller().agent().clients())
                .invoke(
                    seen -> {
                      if (!seen) {
                        throw new Refused(RequestRefusal.NOT_FOUND);
                      }
                    })
                .chain(() -> work.apply(transaction))
                .chain(
                    changed ->
                        changed
                            ? audit.write(transaction, act.entry(action, "clients", client, detail))
                            : Uni.createFrom().voidItem()));
  }
}
