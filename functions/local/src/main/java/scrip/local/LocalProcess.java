package scrip.local;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import scrip.testing.EmbeddedDatabase;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.twilio.TwilioStandIn;

/**
 * The whole system as one process: an embedded PostgreSQL whose data stay between starts, a
 * stand-in for Twilio, all functions on one port, and their timers. Settings are environment
 * variables: {@code SCRIP_HOME} (where data and keys lie), {@code SCRIP_DATABASE_PORT}, {@code
 * SCRIP_TWILIO_PORT}, and Quarkus' own.
 */
@QuarkusMain
public final class LocalProcess {

  static final String DATABASE = "scrip";
  static final Map<String, String> TWILIO =
      Map.of(
          "account", "AC00000000000000000000000000000000",
          "token", "stand-in-auth-token",
          "from", "+15005550006");

  private static EmbeddedDatabase database;
  private static TwilioStandIn twilio;
  private static KeyFile secrets;

  private LocalProcess() {}

  public static void main(String[] arguments) {
    Path home = Path.of(setting("SCRIP_HOME", ".scrip"));
    secrets = KeyFile.in(home.resolve("keys.json")).with("twilio", TWILIO);
    database =
        EmbeddedDatabase.keptIn(
            home.resolve("postgres").toAbsolutePath(), port("SCRIP_DATABASE_PORT", 54329));
    database.migrate(DATABASE);
    twilio =
        TwilioStandIn.start(
            new TwilioStandIn.Config(
                port("SCRIP_TWILIO_PORT", 8090),
                TWILIO.get("account"),
                TWILIO.get("token"),
                Clock.systemUTC(),
                true,
                700));
    System.setProperty("quarkus.datasource.reactive.url", database.reactiveUrl(DATABASE));
    if (System.getenv("SCRIP_TWILIO_BASE_URL") == null) {
      System.setProperty("scrip.twilio.base-url", twilio.baseUrl());
    }
    // A reload ends this run and begins another: what it holds is given back either way.
    try {
      Quarkus.run(arguments);
    } finally {
      twilio.close();
      database.close();
    }
  }

  static KeyFile secrets() {
    return secrets;
  }

  static TestDatabase database() {
    return new TestDatabase(database, DATABASE);
  }

  static String twilioPage() {
    return twilio.baseUrl() + "/";
  }

  private static int port(String name, int otherwise) {
    return Integer.parseInt(setting(name, Integer.toString(otherwise)));
  }

  private static String setting(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? otherwise : value;
  }
}
