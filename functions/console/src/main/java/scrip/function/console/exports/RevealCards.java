package scrip.function.console.exports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import scrip.access.Approvals;
import scrip.access.Approvals.Act;
import scrip.access.Caller;
import scrip.audit.AuditLog;
import scrip.audit.AuditLog.Entry;
import scrip.function.console.exports.CardExports.Which;
import scrip.function.console.exports.WriteSheet.Wanted;
import scrip.function.console.exports.WriteSheet.Written;
import scrip.giftcard.AloneActs;
import scrip.giftcard.AloneConfig;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Writes one page of cards with their codes. Where more than ten cards are to be had, or with those
 * seen in the last day, another person must have agreed to exactly the cards of the page, however
 * small the pages are cut.
 */
@ApplicationScoped
class RevealCards {

  static final List<String> COLUMNS =
      List.of("card_id", "status", "card_code", "card_number", "expires_on", "recipient_id");

  private final Pool pool;
  private final CardExports cards;
  private final Approvals approvals;
  private final AloneActs alone;
  private final AloneConfig config;
  private final AuditLog audit;

  RevealCards(
      Pool pool,
      CardExports cards,
      Approvals approvals,
      AloneActs alone,
      AloneConfig config,
      AuditLog audit) {
    this.pool = pool;
    this.cards = cards;
    this.approvals = approvals;
    this.alone = alone;
    this.config = config;
    this.audit = audit;
  }

  /** Cards of a pool, to be shown to somebody who may see codes. */
  record Page(List<Long> ids, boolean more) {}

  /**
   * Writes the page; each call is one more reveal of each of its cards.
   *
   * @throws Refused not-found; forbidden; approval-required
   */
  Uni<Written> page(Caller caller, Wanted wanted, Which which, String reason) {
    if (!caller.mayReveal()) {
      throw new Refused(
          RequestRefusal.FORBIDDEN, "Ask an administrator for the right to see codes of cards.");
    }
    Long after = wanted.after() == null ? null : Long.valueOf(wanted.after());
    return cards
        .client(pool, which.pool(), caller.agent().clients())
        .map(found -> found.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)))
        .chain(
            client ->
                cards
                    .ids(pool, which, after, wanted.limit() + 1)
                    .map(ids -> cut(ids, wanted.limit()))
                    .chain(page -> reveal(caller, wanted, which, reason, client, page)));
  }

  private Uni<Written> reveal(
      Caller caller, Wanted wanted, Which which, String reason, UUID client, Page page) {
    Function<SqlConnection, Uni<Written>> work =
        transaction -> write(transaction, caller, wanted, which, reason, page);
    Act act =
        new Act(
            "reveal-cards",
            client,
            "gift_cards",
            page.ids().stream().map(String::valueOf).toList(),
            reason);
    return cards
        .howMany(pool, which, config.cards() + 1)
        .chain(
            bound -> {
              if (page.ids().isEmpty()) {
                return pool.withTransaction(work);
              }
              return bound > config.cards()
                  ? approvals.withGrant(caller, act, work)
                  : alone.orElse(
                      caller.name(),
                      "reveal",
                      page.ids(),
                      work,
                      () -> approvals.withGrant(caller, act, work));
            });
  }

  private Uni<Written> write(
      SqlConnection transaction,
      Caller caller,
      Wanted wanted,
      Which which,
      String reason,
      Page page) {
    JsonObject detail =
        JsonObject.of("rows", page.ids().size(), "cards", new JsonArray(page.ids()));
    return audit
        .actAs(transaction, caller.name(), JsonObject.of("reason", reason))
        .chain(() -> cards.reveal(transaction, page.ids(), caller.name(), caller.requestId()))
        .map(
            rows -> {
              CsvPage csv = WriteSheet.begin(wanted, COLUMNS);
              rows.forEach(csv::add);
              return new Written(
                  csv.bytes(),
                  csv.rows(),
                  page.more() ? page.ids().get(page.ids().size() - 1).toString() : null);
            })
        .call(
            () ->
                audit.write(
                    transaction,
                    new Entry(
                        caller.name(),
                        "reveal-cards",
                        "card_pools",
                        which.pool().toString(),
                        reason,
                        detail,
                        caller.requestId())));
  }

  private static Page cut(List<Long> ids, int limit) {
    return ids.size() > limit ? new Page(ids.subList(0, limit), true) : new Page(ids, false);
  }
}
