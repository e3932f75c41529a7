package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.UUID;
import scrip.audit.AuditLog;

/** What is written down about pictures: to whom one showed a code, and which could not be drawn. */
@ApplicationScoped
public class PreviewEvents {

  private static final Duration AT_MOST = Duration.ofSeconds(1);

  private static final String REVEALED =
      """
      INSERT INTO voucher_events (voucher_id, kind, actor, detail, request_id)
      SELECT $1, 'revealed', $2, '{"by": "picture"}', $3
      WHERE NOT EXISTS (
        SELECT FROM voucher_events
        WHERE voucher_id = $1 AND kind = 'revealed' AND actor = $2 AND at > clock_timestamp() - INTERVAL '1 hour'
          AND detail ->> 'by' = 'picture')
      """;

  private static final String LINKED =
      """
      INSERT INTO voucher_events (voucher_id, kind, actor, detail, request_id)
      VALUES ($1, 'revealed', $2, '{"by": "link"}', $3)
      """;

  private static final String FAILED =
      """
      INSERT INTO voucher_events (voucher_id, kind, actor, reason, request_id)
      SELECT id, 'preview_failed', $2, $3, $4 FROM vouchers
      WHERE id = $1 AND ($5::uuid[] IS NULL OR client_id = ANY ($5))
      """;

  private final TimedTransactions transactions;
  private final AuditLog audit;

  public PreviewEvents(TimedTransactions transactions, AuditLog audit) {
    this.transactions = transactions;
    this.audit = audit;
  }

  /**
   * That somebody whom we know is shown a picture with its code: event and audit row, once an hour
   * for each voucher.
   */
  public Uni<Void> revealed(PrintedVoucher voucher, Looker to) {
    return !voucher.clear() || !to.known()
        ? Uni.createFrom().voidItem()
        : note(REVEALED, voucher.id(), to, "picture");
  }

  /** That a link to the picture was made, each time; opening it is not noted. */
  public Uni<Void> linked(UUID id, Looker by) {
    return note(LINKED, id, by, "link");
  }

  private Uni<Void> note(String statement, UUID id, Looker to, String how) {
    return transactions.run(
        AT_MOST,
        transaction ->
            transaction
                .preparedQuery(statement)
                .execute(Tuple.of(id, to.name(), to.requestId()))
                .chain(
                    rows ->
                        rows.rowCount() == 0
                            ? Uni.createFrom().voidItem()
                            : audit(transaction, id, to, how)));
  }

  private Uni<Void> audit(SqlConnection transaction, UUID id, Looker to, String how) {
    return audit.write(
        transaction,
        new AuditLog.Entry(
            to.name(),
            "reveal",
            "vouchers",
            id.toString(),
            null,
            JsonObject.of("by", how),
            to.requestId()));
  }

  /**
   * That a picture could not be shown. Does nothing for a voucher that there is not.
   *
   * @param why the slug of the refusal
   */
  public Uni<Void> failed(UUID id, Looker to, String why) {
    return transactions.run(
        AT_MOST,
        transaction ->
            transaction
                .preparedQuery(FAILED)
                .execute(Tuple.of(id, to.name(), why, to.requestId(), to.clients().orNull()))
                .replaceWithVoid());
  }
}
