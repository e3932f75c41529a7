package scrip.local;

import java.util.Map;
import java.util.TreeMap;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Roadblock;
import scrip.testing.crash.Victim;

/** Kills a process with SIGKILL at a named point of a redemption, one point after the other. */
final class StationKills {

  private final TestDatabase database;
  private final Victim victim;
  private final String victimOnly;
  private final Map<String, Integer> counts = new TreeMap<>();

  private enum Point {
    REDEEMED_AND_NOT_ANSWERED("AFTER INSERT", "station_attempts", false),
    BEFORE_THE_VOUCHER_IS_TAKEN("BEFORE UPDATE", "vouchers", true),
    BETWEEN_VOID_AND_REPLACEMENT("BEFORE INSERT", "voucher_batches", true),
    WHILE_THE_VOUCHER_IS_TAKEN("AFTER UPDATE", "vouchers", true),
    AT_THE_LIMIT("BEFORE INSERT", "rate_limit_tracking", true),
    WITH_THE_REDEMPTION_WRITTEN("AFTER INSERT", "voucher_redemptions", true),
    WHILE_IT_IS_COMMITTED("AFTER UPDATE", "vouchers", false),
    BEFORE_A_REPLACEMENT_IS_WRITTEN("AFTER INSERT", "vouchers", true);

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
  StationKills(TestDatabase database, Victim victim, String login) {
    this.database = database;
    this.victim = victim;
    this.victimOnly = "session_user = '" + login + "'";
  }

  /** The next kill, in the midst of what others ask the victim for; starts it again. */
  void kill(int number) {
    Point point = Point.values()[number % Point.values().length];
    try (Roadblock road = new Roadblock(database, point.when, point.table, victimOnly)) {
      boolean came = came(road);
      victim.kill();
      if (point.undone) {
        road.undoThem();
      }
      counts.merge("killed " + point + (came ? "" : ", nobody was there"), 1, Integer::sum);
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

  Map<String, Integer> counts() {
    return counts;
  }
}
