package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static scrip.delivery.Reporting.failed;
import static scrip.delivery.Reporting.report;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.delivery.AfterReport.Standing;
import scrip.delivery.Report.State;
import scrip.delivery.TakeReport.Taken;

/** Every state a delivery can be in, by force: the guards of the database are asked about each. */
class ReportedStatesTest {

  private static final Reporting REPORTING = new Reporting();

  @AfterAll
  static void end() {
    REPORTING.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "pending",
        "held",
        "sending",
        "sent",
        "undelivered",
        "failed",
        "unknown",
        "suppressed"
      })
  void the_database_allows_what_a_report_makes_of_it(String before) {
    for (Report report : reports(before)) {
      UUID delivery = REPORTING.deliveryOf(report.attempt());
      REPORTING.force(delivery, before);
      AfterReport expected = AfterReport.of(new Standing(before, 0, true, null, false), report);

      assertEquals(Taken.APPLIED, REPORTING.take(report));

      assertEquals(expected.status(), REPORTING.status(delivery), before + " " + report);
      assertEquals(
          expected.status().equals("delivered") ? "delivered" : "sent", REPORTING.card(delivery));
    }
  }

  @Test
  void a_card_that_was_taken_from_its_recipient_stays_where_it_was_put() {
    UUID attempt = attempt();
    UUID delivery = REPORTING.deliveryOf(attempt);
    REPORTING.answered(attempt, new DeliveryOutcome.Unknown("lost")).join();
    REPORTING.database.update(
        "UPDATE gift_cards SET status = 'quarantined' WHERE id ="
            + " (SELECT gift_card_id FROM gift_card_deliveries WHERE id = ?)",
        delivery);

    REPORTING.take(report(attempt, "SM-q", State.DELIVERED));

    assertEquals("delivered", REPORTING.status(delivery));
    assertEquals("quarantined", REPORTING.card(delivery));
  }

  private static List<Report> reports(String before) {
    return List.of(
        report(attempt(), before + "-accepted", State.ACCEPTED),
        report(attempt(), before + "-delivered", State.DELIVERED),
        failed(attempt(), before + "-permanent", FailureClass.PERMANENT, 1),
        failed(attempt(), before + "-transient", FailureClass.TRANSIENT, 1),
        failed(attempt(), before + "-throttled", FailureClass.THROTTLED, 1));
  }

  private static UUID attempt() {
    REPORTING.database.update("UPDATE senders SET not_before = '-infinity'");
    return REPORTING.begun(REPORTING.waiting());
  }
}
