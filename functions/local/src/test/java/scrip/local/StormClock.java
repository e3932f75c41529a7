package scrip.local;

import java.util.Map;
import scrip.testing.TestDatabase;

/**
 * Brings forward what would be due in minutes or hours, and says what has not come to its end. It
 * only moves times at which something is done next, never what was found.
 */
final class StormClock {

  static final Map<String, String> SETTINGS =
      Map.ofEntries(
          Map.entry("SCRIP_JOBS_LEASE", "PT2S"),
          Map.entry("SCRIP_JOBS_HEARTBEAT", "PT0.5S"),
          Map.entry("SCRIP_DELIVERY_LEASE", "PT3S"),
          Map.entry("SCRIP_DELIVERY_RUN_AT_MOST", "PT3S"),
          Map.entry("SCRIP_TWILIO_ANSWER_TIMEOUT", "PT1S"),
          Map.entry("SCRIP_DELIVERY_CALL_AT_MOST", "PT2S"),
          Map.entry("SCRIP_DELIVERY_SILENCE_HOLD", "PT1S"),
          Map.entry("SCRIP_REPORTS_VALIDITY", "PT12S"),
          Map.entry("SCRIP_REPORTS_MARGIN", "PT3S"),
          Map.entry("SCRIP_REPORTS_STEP_AT_MOST", "PT3S"),
          Map.entry("SCRIP_LOCAL_TIMERS_SEND_WAITING", "24h"),
          Map.entry("SCRIP_LOCAL_TIMERS_RETRY_FAILED", "24h"),
          Map.entry("SCRIP_LOCAL_TIMERS_CLEANUP_STUCK_CARDS", "24h"),
          Map.entry("SCRIP_LOCAL_TIMERS_WATCH", "24h"),
          Map.entry("SCRIP_LOCAL_TIMERS_COMMIT_IMPORTS", "24h"));

  private static final String SECOND_TRIES =
      """
      UPDATE gift_card_deliveries SET not_before = now() WHERE id IN (
        SELECT id FROM gift_card_deliveries
        WHERE sms_status IN ('pending', 'held') AND not_before > now() FOR UPDATE SKIP LOCKED)
      """;

  private static final String LOOK_UPS =
      """
      UPDATE gift_card_deliveries SET look_up_after = now() WHERE id IN (
        SELECT id FROM gift_card_deliveries WHERE look_up_after > now() FOR UPDATE SKIP LOCKED)
      """;

  private static final String REDACTIONS =
      """
      UPDATE provider_messages SET redact_after = now() WHERE message_id IN (
        SELECT message_id FROM provider_messages WHERE redact_after > now() FOR UPDATE SKIP LOCKED)
      """;

  private static final String FETCHES =
      """
      UPDATE provider_messages SET fetch_after = now() WHERE message_id IN (
        SELECT message_id FROM provider_messages WHERE fetch_after > now() FOR UPDATE SKIP LOCKED)
      """;

  // A second that the provider asked for is waited; half a minute of our own is not.
  private static final String SENDERS =
      "UPDATE senders SET not_before = now() + INTERVAL '1 second' WHERE not_before > now() + INTERVAL '2 seconds'";

  private static final String UNSETTLED =
      """
      SELECT sms_status || CASE WHEN absent_at IS NULL THEN '' ELSE ' absent' END AS what, count(*) AS times
      FROM gift_card_deliveries
      WHERE channel <> 'email' AND (sms_status IN ('pending', 'held', 'sending', 'sent')
                                    OR sms_status = 'unknown' AND absent_at IS NULL)
      GROUP BY 1
      UNION ALL
      SELECT 'message ' || status || CASE WHEN redacted_at IS NULL THEN ' not redacted' ELSE '' END, count(*)
      FROM provider_messages
      WHERE channel <> 'email' AND (final_at IS NULL OR redacted_at IS NULL)
      GROUP BY 1
      """;

  private final TestDatabase database;

  StormClock(TestDatabase database) {
    this.database = database;
  }

  /** Second tries, look-ups and redactions are due. */
  void goOn() {
    database.update(SECOND_TRIES);
    database.update(LOOK_UPS);
    database.update(REDACTIONS);
    database.update(SENDERS);
  }

  /** What no report came of is asked for too. */
  void hoursPass() {
    goOn();
    database.update(FETCHES);
  }

  long unsettled() {
    return database.count("SELECT coalesce(sum(times), 0) FROM (" + UNSETTLED + ") AS u");
  }

  String leftOver() {
    return database.all(UNSETTLED).toString();
  }
}
