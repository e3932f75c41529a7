package scrip.local;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.annotations.QuarkusMain;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import scrip.testing.EmbeddedDatabase;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.mail.MailStandIn;
import scrip.testing.tango.TangoStandIn;
import scrip.testing.twilio.TwilioStandIn;

/**
 * The whole system as one process: an embedded PostgreSQL whose data stay between starts, a
 * stand-in each for Twilio, for the card supplier and for a mail server, all functions on one port,
 * and their timers. Settings are environment variables: {@code SCRIP_HOME} (where data and keys
 * lie), {@code SCRIP_DATABASE_PORT}, {@code SCRIP_TWILIO_PORT}, {@code SCRIP_TANGO_PORT}, {@code
 * SCRIP_MAIL_PORT}, {@code SCRIP_MAIL_PAGE_PORT}, and Quarkus' own.
 */
@QuarkusMain
public final class LocalProcess {

  static final String DATABASE = "scrip";
  static final Map<String, String> TWILIO =
      Map.of(
          "account", "AC00000000000000000000000000000000",
          "token", "stand-in-auth-token",
          "from", "+15005550006");

  static final TangoStandIn.Config TANGO = TangoStandIn.Config.defaults();

  private static EmbeddedDatabase database;
  private static TwilioStandIn twilio;
  private static TangoStandIn tango;
  private static MailStandIn mail;
  private static KeyFile secrets;

  private LocalProcess() {}

  public static void main(String[] arguments) {
    Path home = Path.of(setting("SCRIP_HOME", ".scrip"));
    mail =
        MailStandIn.start(
            MailStandIn.Config.defaults()
                .withPorts(port("SCRIP_MAIL_PORT", 8092), port("SCRIP_MAIL_PAGE_PORT", 8093)));
    secrets =
        KeyFile.in(home.resolve("keys.json"))
            .with("twilio", TWILIO)
            .with("tango", tangoSecret())
            .with("mail", mail.secret());
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
    tango = TangoStandIn.start(TANGO.withPort(port("SCRIP_TANGO_PORT", 8091)));
    System.setProperty("quarkus.datasource.reactive.url", database.reactiveUrl(DATABASE));
    if (System.getenv("SCRIP_TWILIO_BASE_URL") == null) {
      System.setProperty("scrip.twilio.base-url", twilio.baseUrl());
    }
    if (System.getenv("SCRIP_TANGO_BASE_URL") == null) {
      System.setProperty("scrip.tango.base-url", tango.baseUrl());
    }
    // A reload ends this run and begins another: what it holds is given back either way.
    try {
      Quarkus.run(arguments);
    } finally {
      twilio.close();
      tango.close();
      mail.close();
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

  static String tangoPage() {
    return tango.baseUrl() + "/";
  }

  static String mailPage() {
    return mail.pageUrl() + "/";
  }

  private static Map<String, String> tangoSecret() {
    return Map.of(
        "platform", TANGO.platform(),
        "key", TANGO.key(),
        "account", TANGO.account(),
        "customer", TANGO.customer());
  }

  private static int port(String name, int otherwise) {
    return Integer.parseInt(setting(name, Integer.toString(otherwise)));
  }

  private static String setting(String name, String otherwise) {
    String value = System.getenv(name);
    return value == null || value.isBlank() ? otherwise : value;
  }
}
