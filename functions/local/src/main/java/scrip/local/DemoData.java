package scrip.local;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import scrip.access.Rights;
import scrip.money.Money;
import scrip.testing.Given;
import scrip.testing.TestDatabase;
import scrip.testing.tango.TangoStandIn;

/**
 * Two clients, four pools in two currencies (one buys what it lacks), two campaigns, a person of
 * each role: put into an empty database, and greeted at every start.
 */
@ApplicationScoped
class DemoData {

  private static final String PHONE = "+15005550006";
  private final int port;

  DemoData(@ConfigProperty(name = "quarkus.http.port") int port) {
    this.port = port;
  }

  void start(@Observes StartupEvent started) throws java.io.IOException {
    TestDatabase database = LocalProcess.database();
    Path notes = Path.of(System.getenv().getOrDefault("SCRIP_HOME", ".scrip"), "demo.txt");
    if (database.count("SELECT count(*) FROM clients") == 0) {
      Files.writeString(notes, String.join("\n", fill(database)));
    }
    if (database.count("SELECT count(*) FROM stations") == 0) {
      Files.writeString(
          notes,
          "\n" + String.join("\n", DemoStations.fill(database)),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    if (database.count("SELECT count(*) FROM people") == 0) {
      Files.writeString(
          notes,
          "\n" + String.join("\n", people(database)),
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    }
    String codes =
        Files.exists(notes) ? Files.readString(notes) : "  (data that were not made here)";
    System.out.println(greeting(database, codes));
  }

  private static List<String> fill(TestDatabase database) {
    Given given = new Given(database, LocalProcess.secrets(), new SecureRandom().nextLong());
    UUID acorn = given.client("Acorn Mail", "US");
    UUID baobab = given.client("Baobab Retail", "RW");
    UUID coffee = given.brand("Corner Coffee");
    UUID fuel = given.brand("Hill Fuel");
    UUID pool = given.pool(acorn, coffee, "Coffee 25", new Money(2500, "USD"));
    given.cards(pool, 300);
    given.cards(given.pool(acorn, coffee, "Coffee 10", new Money(1000, "USD")), 200);
    UUID bought = given.pool(acorn, coffee, "Coffee 25 on demand", new Money(2500, "USD"));
    given.cards(bought, 2);
    TangoStandIn.sellTo(database, bought, "csv_with_fallback", "U561593");
    given.cards(given.pool(baobab, fuel, "Fuel 5000", new Money(5000, "RWF")), 250);
    UUID campaign = given.campaign(pool, "Spring letters");
    List<String> lines = new ArrayList<>();
    given.recipients(campaign, "Ada", PHONE, 20).forEach(code -> lines.add("  " + code));
    lines.add("Printed codes of the campaign 'Autumn letters', whose pool buys what it lacks:");
    given
        .recipients(given.campaign(bought, "Autumn letters"), "Ada", PHONE, 5)
        .forEach(code -> lines.add("  " + code));
    lines.add("Agent key of Acorn Mail: " + given.agentKey(acorn));
    return lines;
  }

  /** One of each role, each with a password of this database only. */
  private static List<String> people(TestDatabase database) {
    SecureRandom random = new SecureRandom();
    List<String> lines = new ArrayList<>();
    lines.add("People of the console, with their passwords:");
    for (String role : Rights.ROLES) {
      byte[] bytes = new byte[12];
      random.nextBytes(bytes);
      String password = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
      boolean everyClient = !role.equals(Rights.AGENT);
      UUID person =
          UUID.fromString(
              database.one(
                  "INSERT INTO people (name, role, every_client, may_reveal, password_hash)"
                      + " VALUES (?, ?, ?, ?, ?) RETURNING id",
                  "demo." + role,
                  role,
                  everyClient,
                  role.equals(Rights.ADMIN) || role.equals(Rights.AGENT),
                  BcryptUtil.bcryptHash(password)));
      if (!everyClient) {
        database.update(
            "INSERT INTO person_clients SELECT ?, id FROM clients WHERE name = 'Acorn Mail'",
            person);
      }
      lines.add(String.format(Locale.ROOT, "  %-14s %s", "demo." + role, password));
    }
    return lines;
  }

  private String greeting(TestDatabase database, String codes) {
    String psql = "  psql -h 127.0.0.1 -p " + database.port() + " -d " + database.name() + " -U ";
    return String.join(
        "\n",
        "",
        "Scrip is up.",
        "  Redeem a code        http://localhost:" + port + "/redeem/",
        "  Console (sign in)    http://localhost:" + port + "/api/admin/session",
        "  Station              http://localhost:" + port + "/station/",
        "    enrol a device with " + DemoStations.enrolment(database) + " (for ten minutes)",
        "  Interface            http://localhost:" + port + "/api/openapi",
        "  What the phone shows " + LocalProcess.twilioPage(),
        "  What mailboxes show  " + LocalProcess.mailPage(),
        "  What suppliers sold  " + LocalProcess.tangoPage(),
        "Database:",
        psql + "scrip_support       (the runbooks' SQL)",
        psql + "scrip_functions_a   (what the functions may)",
        psql + "postgres            (the owner)",
        "Printed codes of the campaign 'Spring letters':",
        codes,
        "");
  }
}
