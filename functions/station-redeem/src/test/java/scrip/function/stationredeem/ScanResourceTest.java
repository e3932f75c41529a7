package scrip.function.stationredeem;

import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static scrip.function.stationredeem.Counter.refused;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.testing.GivenVouchers.Device;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.function.Cloud;

@QuarkusTest
@QuarkusTestResource(Cloud.class)
class ScanResourceTest {

  private final Counter counter = new Counter();

  @Test
  void a_voucher_is_redeemed_once_and_then_it_is_said_when_and_where() {
    Open voucher = counter.voucher();
    counter.database.update(
        "UPDATE vouchers SET phone = '+250780000012', phone_hash = 'x' WHERE id = ?", voucher.id());

    var answer =
        counter
            .redeem(voucher.code())
            .statusCode(200)
            .header("Cache-Control", equalTo("no-store"))
            .body("status", equalTo("redeemed"))
            .body("voucherId", equalTo(voucher.id().toString()))
            .body("brand", equalTo(counter.name))
            .body("amount.amount", equalTo(5000))
            .body("amount.currency", equalTo("RWF"))
            .body("maskedMsisdn", equalTo("+2•••••••••12"))
            .extract()
            .jsonPath();

    refused(counter.scan(voucher.qr()), 409, "already-redeemed")
        .body("redeemedAt", equalTo(answer.getString("redeemedAt")))
        .body("reference", equalTo(answer.getString("reference")))
        .body("station", equalTo("Station " + counter.code))
        .body("here", equalTo(true));
    assertEquals("redeemed already-redeemed", counter.outcomes());
  }

  @Test
  void a_qr_code_is_redeemed_and_one_that_we_did_not_sign_is_not() {
    Open voucher = counter.voucher();

    refused(counter.scan(voucher.code()), 422, "bad-signature");
    refused(counter.scan(voucher.qr() + "A"), 422, "bad-signature");
    counter.scan(voucher.qr()).statusCode(200).body("maskedMsisdn", nullValue());
  }

  @Test
  void every_fault_of_a_request_is_told() {
    refused(
            counter
                .operator()
                .body("{\"method\":\"nfc\",\"scannedAt\":\"yesterday\",\"station\":1}")
                .post("/api/station/redeem")
                .then(),
            400,
            "invalid-request")
        .body(
            "errors.pointer",
            hasItems("Idempotency-Key", "/voucherCode", "/method", "/scannedAt", "/station"));
    Instant ahead = Instant.now().plusSeconds(310);
    refused(
            counter.redeem(counter.device, "a b", "7KMAQRTX4", "code", ahead),
            400,
            "invalid-request")
        .body("errors.pointer", hasItems("Idempotency-Key", "/scannedAt"));
  }

  @Test
  void history_is_paged_and_balances_are_by_day_and_currency() {
    for (int i = 0; i < 3; i++) {
      counter.redeem(counter.voucher().code()).statusCode(200);
    }
    UUID voided =
        UUID.fromString(
            counter.database.one(
                "UPDATE vouchers SET status = 'void', changed_by = 'given', change_reason = 'wrong customer'"
                    + " WHERE id = (SELECT voucher_id FROM voucher_redemptions WHERE station_id = ?"
                    + " ORDER BY redeemed_at LIMIT 1) RETURNING id",
                counter.station));

    String cursor =
        counter
            .operator()
            .get("/api/station/history?limit=2")
            .then()
            .statusCode(200)
            .body("data", hasSize(2))
            .body("data[0].method", equalTo("code"))
            .body("data[0].reversedAt", nullValue())
            .extract()
            .path("nextCursor");
    counter
        .operator()
        .get("/api/station/history?limit=2&cursor=" + cursor)
        .then()
        .body("data", hasSize(1))
        .body("data[0].voucherId", equalTo(voided.toString()))
        .body("data[0].reversedAt", notNullValue())
        .body("nextCursor", nullValue());
    counter
        .operator()
        .get("/api/station/balance")
        .then()
        .body("timeZone", equalTo("Africa/Kigali"))
        .body("data", hasSize(1))
        .body("data[0].currency", equalTo("RWF"))
        .body("data[0].redeemed.count", equalTo(3))
        .body("data[0].redeemed.amount", equalTo(15000))
        .body("data[0].reversed.count", equalTo(1))
        .body("data[0].reversed.amount", equalTo(5000));
    refused(counter.operator().get("/api/station/balance?days=0").then(), 400, "invalid-request");
    refused(counter.operator().get("/api/station/history?cursor=!").then(), 400, "invalid-request");
  }

  @Test
  void a_long_history_gets_through() {
    Device device = counter.device;
    for (int i = 0; i < 40; i++) {
      counter
          .redeem(device, Counter.key(), counter.voucher().code(), "code", Instant.now())
          .statusCode(200);
    }

    counter.operator().get("/api/station/history").then().statusCode(200).body("data", hasSize(40));
  }
}
