package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.UUID;
import scrip.access.Clients;
import scrip.money.Money;
import scrip.secrets.Sealing;

/** What pictures of vouchers are made of, as it is stored. */
@ApplicationScoped
public class VoucherFaces {

  // Where the client's stations share one time zone, dates are of it.
  private static final String FIND =
      """
      SELECT v.id, v.batch_id, v.client_id, v.value_minor, v.currency, v.status, v.sealed, v.qr_key, v.expires_at,
             v.redeemed_at, v.voided_at, b.name AS brand, k.key_encryption_key, k.wrapped,
             coalesce(c.mail_name, c.name) AS sender, c.mail_colour, c.language, c.region, l.width, l.height, l.rgba,
             s.name AS station,
             coalesce(s.time_zone, (SELECT min(o.time_zone) FROM stations o WHERE o.client_id = v.client_id
                                    HAVING count(DISTINCT o.time_zone) = 1)) AS time_zone
      FROM vouchers v
      JOIN voucher_batches k ON k.id = v.batch_id
      JOIN clients c ON c.id = v.client_id
      JOIN brands b ON b.id = v.brand_id
      LEFT JOIN stations s ON s.id = v.station_scope
      LEFT JOIN client_logos l ON l.client_id = v.client_id
      WHERE v.id = $1 AND ($2::uuid[] IS NULL OR v.client_id = ANY ($2))
      """;

  private static final String LOOK =
      """
      SELECT coalesce(c.mail_name, c.name) AS sender, c.mail_colour, c.language, c.region, l.width, l.height, l.rgba
      FROM clients c LEFT JOIN client_logos l ON l.client_id = c.id
      WHERE c.id = $1 AND ($2::uuid[] IS NULL OR c.id = ANY ($2))
      """;

  private final TimedTransactions transactions;
  private final PreviewConfig config;

  public VoucherFaces(TimedTransactions transactions, PreviewConfig config) {
    this.transactions = transactions;
    this.config = config;
  }

  /**
   * A voucher with its code still sealed.
   *
   * @param station the one that takes it; null for any
   * @param zone of dates; null when there is no one zone
   */
  record Stored(
      UUID id,
      UUID batch,
      ClientLook client,
      String brand,
      Money value,
      String status,
      Sealing.DataKey key,
      byte[] sealed,
      String qrKey,
      String station,
      ZoneId zone,
      Instant expiresAt,
      Instant redeemedAt,
      Instant voidedAt) {}

  /** A voucher of one of these clients. */
  Uni<Optional<Stored>> find(UUID id, Clients clients) {
    return transactions.run(
        config.deadline(),
        transaction ->
            transaction
                .preparedQuery(FIND)
                .execute(Tuple.of(id, clients.orNull()))
                .map(rows -> first(rows).map(VoucherFaces::stored)));
  }

  /** How one of these clients looks. */
  public Uni<Optional<ClientLook>> look(UUID client, Clients clients) {
    return transactions.run(
        config.deadline(),
        transaction ->
            transaction
                .preparedQuery(LOOK)
                .execute(Tuple.of(client, clients.orNull()))
                .map(rows -> first(rows).map(VoucherFaces::look)));
  }

  private static Stored stored(Row row) {
    String zone = row.getString("time_zone");
    return new Stored(
        row.getUUID("id"),
        row.getUUID("batch_id"),
        look(row),
        row.getString("brand"),
        new Money(row.getLong("value_minor"), row.getString("currency")),
        row.getString("status"),
        new Sealing.DataKey(
            0, row.getString("key_encryption_key"), row.getBuffer("wrapped").getBytes()),
        row.getBuffer("sealed").getBytes(),
        row.getString("qr_key"),
        row.getString("station"),
        zone == null ? null : ZoneId.of(zone),
        instant(row, "expires_at"),
        instant(row, "redeemed_at"),
        instant(row, "voided_at"));
  }

  private static ClientLook look(Row row) {
    return new ClientLook(
        row.getString("sender"),
        row.getString("mail_colour"),
        row.getString("language"),
        row.getString("region"),
        ClientLogos.logo(row));
  }

  private static Optional<Row> first(RowSet<Row> rows) {
    return rows.size() == 0 ? Optional.empty() : Optional.of(rows.iterator().next());
  }

  private static Instant instant(Row row, String column) {
    OffsetDateTime at = row.getOffsetDateTime(column);
    return at == null ? null : at.toInstant();
  }
}
