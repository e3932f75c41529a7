package scrip.local;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Roadblock;
import scrip.testing.crash.Victim;
import scrip.testing.twilio.TwilioFault;
import scrip.testing.twilio.TwilioStandIn;

/** Kills a process with SIGKILL at a named point and starts it again, one point after the other. */
final class StormKills {

  private static final int IN_THE_AIR = 12;

  private final TestDatabase database;
  private final TwilioStandIn twilio;
  private final Victim victim;
  private final String victimOnly;
  private final Map<String, Integer> counts = new TreeMap<>();

  private enum Point {
    BETWEEN_LEASE_AND_BEGIN("BEFORE INSERT", "delivery_attempts", true),
    BEFORE_THE_PROVIDER_ACCEPTED(null, null, true),
    AFTER_THE_PROVIDER_ACCEPTED(null, null, true),
    BEFORE_THE_OUTCOME_IS_WRITTEN("BEFORE INSERT", "delivery_attempt_outcomes", true),
    WHILE_THE_OUTCOME_IS_WRITTEN("AFTER INSERT", "delivery_attempt_outcomes", false),
    WHILE_A_REPORT_IS_TAKEN("BEFORE INSERT", "delivery_receipts", true),
    WHILE_A_REPORT_IS_COMMITTED("AFTER INSERT", "delivery_receipts", false),
    BETWEEN_REDACTION_AND_ITS_WRITE("BEFORE UPDATE OF redacted_at", "provider_messages", true);

    private final String when;
    private final String table;
    private final boolean undone;

    Point(String when, String table, boolean undone) {
      this.when = when;
      this.table = table;
      this.undone = undone;
    }
  }

  /**
   * @param login the database login that only the victim has
   */
  StormKills(TestDatabase database, TwilioStandIn twilio, Victim victim, String login) {
    this.database = database;
    this.twilio = twilio;
    this.victim = victim;
    this.victimOnly = "session_user = '" + login + "'";
  }

  /**
   * The next kill.
   *
   * @param work what brings the victim to the point
   */
  void kill(int number, Runnable work) {
    Point point = Point.values()[number % Point.values().length];
    if (point.table == null) {
      inTheAir(point, work);
    } else {
      try (Roadblock road = new Roadblock(database, point.when, point.table, victimOnly)) {
        work.run();
        boolean came = came(road);
        victim.kill();
        if (point.undone) {
          road.undoThem();
        }
        count(point, came);
      }
    }
    victim.start();
  }

  private static boolean came(Roadblock road) {
    try {
      road.awaitSomebody();
      return true;
    } catch (AssertionError nobody) {
      return false;
    }
  }

  private void inTheAir(Point point, Runnable work) {
    TwilioFault fault =
        point == Point.AFTER_THE_PROVIDER_ACCEPTED
            ? TwilioFault.HOLD_AFTER_ACCEPTING
            : TwilioFault.HOLD_BEFORE_ACCEPTING;
    for (int i = 0; i < IN_THE_AIR; i++) {
      twilio.nextFaults(fault);
    }
    var arrived = twilio.arrived(twilio.arrivals() + IN_THE_AIR);
    work.run();
    boolean came =
        arrived
            .completeOnTimeout(null, 30, TimeUnit.SECONDS)
            .thenApply(done -> twilio.arrivals() > 0)
            .join();
    victim.kill();
    count(point, came);
  }

  private void count(Point point, boolean came) {
    counts.merge("killed " + point + (came ? "" : ", nobody was there"), 1, Integer::sum);
  }

  Map<String, Integer> counts() {
    return counts;
  }
}
