package scrip.local;

import io.quarkus.elytron.security.common.BcryptUtil;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import scrip.access.Hash;
import scrip.giftcard.CodeAlphabet;
import scrip.money.Money;
import scrip.testing.GivenVouchers;
import scrip.testing.TestDatabase;

/** Two stations of the demo's second client, and vouchers that they take. */
final class DemoStations {

  private DemoStations() {}

  /** Puts them into a database with the demo's clients; returns what to tell. */
  static List<String> fill(TestDatabase database) {
    SecureRandom random = new SecureRandom();
    String client = database.one("SELECT id FROM clients ORDER BY region, created_at LIMIT 1");
    String brand = database.one("SELECT id FROM brands ORDER BY name DESC LIMIT 1");
    GivenVouchers given = new GivenVouchers(database, LocalProcess.secrets(), random.nextLong());
    String passcode = Integer.toString(100_000 + random.nextInt(900_000));
    for (String code : List.of("HILL", "LAKE")) {
      UUID station = given.station(UUID.fromString(client), code);
      database.update(
          "UPDATE stations SET passcode_hash = ? WHERE id = ?",
          BcryptUtil.bcryptHash(passcode),
          station);
    }
    List<String> lines = new ArrayList<>();
    lines.add(
        "Stations HILL and LAKE, passcode "
            + passcode
            + ". Vouchers, with what their QR codes say:");
    given
        .vouchers(
            UUID.fromString(client),
            UUID.fromString(brand),
            new Money(5000, "RWF"),
            Instant.now(),
            10)
        .forEach(v -> lines.add("  " + v.code() + "   " + v.id() + "   " + v.qr()));
    return lines;
  }

  /** A new code for a device of the first station. */
  static String enrolment(TestDatabase database) {
    String code = CodeAlphabet.issue(new SecureRandom(), 12);
    database.update(
        "INSERT INTO station_enrolments (code_hash, station_id, label, made_by, expires_at)"
            + " SELECT ?, id, 'demo', 'demo', now() + INTERVAL '10 minutes' FROM stations ORDER BY code LIMIT 1",
        Hash.sha256(code));
    return code.replaceAll("(.{4})(?=.)", "$1-");
  }
}
