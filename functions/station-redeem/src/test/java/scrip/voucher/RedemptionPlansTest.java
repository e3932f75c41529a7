package scrip.voucher;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.testing.TestDatabase;

/** How the statements of a redemption find their rows, however many there are. */
class RedemptionPlansTest {

  private static final String ID = "'0190a1b2-7c3d-7e4f-8a5b-6c7d8e9f0a1b'::uuid";
  private static final String TIME = "'2026-03-01T10:00:00Z'::timestamptz";
  private static final String BYTES = "'\\x00'::bytea";

  private final TestDatabase database = TestDatabase.fresh();

  @BeforeEach
  void thousands_of_vouchers_of_which_many_are_redeemed() {
    for (String sql :
        new String[] {
          "INSERT INTO clients (id, name, region) VALUES (" + ID + ", 'Sunrise', 'RW')",
          "INSERT INTO brands (id, name) VALUES (" + ID + ", 'Sunrise')",
          "INSERT INTO stations (id, client_id, code, name, region, time_zone) VALUES ("
              + (ID + ", " + ID + ", 'KGL1', 'Kigali', 'RW', 'Africa/Kigali')"),
          "INSERT INTO station_devices (id, station_id, label, token_hash) VALUES ("
              + (ID + ", " + ID + ", 'till', 'x')"),
          "INSERT INTO voucher_batches VALUES ("
              + ID
              + ", "
              + ID
              + ", 5000, 'k', 'x', 'given', now())",
          "INSERT INTO vouchers (id, batch_id, client_id, brand_id, value_minor, currency, code_hash, code_last_four, sealed,"
              + " qr_key, issued_at, expires_at, changed_by) SELECT gen_random_uuid(), "
              + (ID + ", " + ID + ", " + ID)
              + ", 5000, 'RWF', sha256(i::text::bytea), 'XXXX', 'x', 'A', now(), now() + i * INTERVAL '1 hour', 'given'"
              + " FROM generate_series(1, 5000) i",
          "INSERT INTO voucher_redemptions SELECT gen_random_uuid(), id, client_id, "
              + (ID + ", " + ID)
              + ", value_minor, currency, id::text, 'qr', now(), now(), id::text, 'x', NULL FROM vouchers LIMIT 3000",
          "ANALYZE"
        }) {
      database.update(sql);
    }
  }

  @Test
  void redeeming_finds_the_voucher_by_its_code_and_a_repeat_by_its_key() throws SQLException {
    String plan =
        plan(
            VoucherRedemptions.REDEEM,
            List.of(
                TIME, ID, "'a'", ID, BYTES, ID, "'k'", "'r'", ID, "'ref'", "'qr'", TIME, BYTES));

    assertTrue(plan.contains("Index Scan using vouchers_code_hash_key on vouchers"), plan);
    assertTrue(plan.contains("using voucher_redemptions_station_id_idempotency_key_key"), plan);
  }

  @Test
  void why_nothing_was_taken_is_found_by_the_same_indexes() throws SQLException {
    String kept = plan(VoucherRedemptions.OF_KEY, List.of(ID, "'k'"));
    String standing = plan(VoucherRedemptions.STANDING, List.of(BYTES, ID));

    assertTrue(kept.contains("using voucher_redemptions_station_id_idempotency_key_key"), kept);
    assertTrue(kept.contains("Index Scan using vouchers_pkey on vouchers"), kept);
    assertTrue(standing.contains("Index Scan using vouchers_code_hash_key on vouchers"), standing);
    assertTrue(standing.contains("using voucher_redemptions_voucher_id_key"), standing);
  }

  /** With values in the place of parameters. */
  private String plan(String sql, List<String> values) throws SQLException {
    String text = sql;
    for (int i = values.size(); i > 0; i--) {
      text = text.replace("$" + i, values.get(i - 1));
    }
    try (Connection connection = database.connect();
        var statement = connection.createStatement()) {
      StringBuilder plan = new StringBuilder();
      try (var rows = statement.executeQuery("EXPLAIN " + text)) {
        while (rows.next()) {
          plan.append(rows.getString(1)).append('\n');
        }
      }
      return plan.toString();
    }
  }
}
