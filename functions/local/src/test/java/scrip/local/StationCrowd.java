package scrip.local;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import scrip.access.Rights;
import scrip.money.Money;
import scrip.testing.Given;
import scrip.testing.GivenVouchers;
import scrip.testing.GivenVouchers.Device;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;

/** A client with stations, devices and vouchers, and one device of another client. */
final class StationCrowd {

  private static final int STATIONS = 7;
  private static final Money VALUE = new Money(5000, "RWF");

  private final List<UUID> stations = new ArrayList<>();
  private final List<Device> devices = new ArrayList<>();
  private final List<Open> vouchers = new ArrayList<>();
  private final String peoplesKey;

  /**
   * @param runsFor how long the storm takes, about: one voucher in six is over while it lasts
   */
  StationCrowd(
      TestDatabase database, KeyFile keys, long seed, int devices, int count, Duration runsFor) {
    Given given = new Given(database, keys, seed);
    GivenVouchers things = new GivenVouchers(database, keys, seed);
    UUID client = given.client("Storm " + seed, "RW");
    UUID brand = given.brand("Storm " + seed);
    peoplesKey = given.agentKey(client, Rights.VOUCHERS);
    for (int i = 0; i < STATIONS; i++) {
      stations.add(things.station(client, "STORM" + i));
    }
    UUID elsewhere = things.station(given.client("Other " + seed, "RW"), "ELSEWHERE");
    this.devices.add(things.device(elsewhere));
    for (int i = 1; i < devices; i++) {
      this.devices.add(things.device(stations.get(i % STATIONS)));
    }
    Instant now = Instant.now();
    for (int left = count; left > 0; left -= 6) {
      vouchers.addAll(things.vouchers(client, brand, VALUE, now, 5));
      Duration lives = runsFor.multipliedBy(count - left).dividedBy(count).plusSeconds(2);
      vouchers.addAll(things.vouchers(client, brand, VALUE, now, now.plus(lives), 1));
    }
  }

  List<UUID> stations() {
    return stations;
  }

  List<Device> devices() {
    return devices;
  }

  /** In the order in which they come into hand. */
  List<Open> vouchers() {
    return vouchers;
  }

  /** A key with which people's acts are done. */
  String peoplesKey() {
    return peoplesKey;
  }
}
