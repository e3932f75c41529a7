package scrip.email;

import io.vertx.ext.mail.LoginOption;
import io.vertx.ext.mail.MailConfig;
import io.vertx.ext.mail.StartTLSOptions;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Where mail is handed in, and as whom. Prints without the password. */
record MailServer(
    String host, int port, Tls tls, String login, String user, String password, String from) {

  /** How the connection is protected. A mail holds a card, so there is no "if possible". */
  enum Tls {
    STARTTLS,
    IMPLICIT,
    NONE
  }

  private static final int SUBMISSION = 587;
  private static final int SUBMISSION_OVER_TLS = 465;
  private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "::1", "localhost");
  private static final Set<String> LOGINS = Set.of("PLAIN", "LOGIN");

  /** Addresses that every server takes: ASCII, no quoting, no comment, nothing SMTP could read. */
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");

  private static final int ADDRESS_LENGTH_AT_MOST = 254;

  static boolean isAddress(String text) {
    return text != null
        && text.length() <= ADDRESS_LENGTH_AT_MOST
        && ADDRESS.matcher(text).matches();
  }

  /**
   * Reads the secret {@code mail}.
   *
   * @throws Refused not-configured, when it lacks something or means nothing
   */
  static MailServer of(Map<String, String> secret) {
    for (String member : new String[] {"host", "user", "password", "from"}) {
      if (secret.get(member) == null || secret.get(member).isBlank()) {
        throw refused("lacks its member '" + member + "'");
      }
    }
    if (!isAddress(secret.get("from"))) {
      throw refused("has a member 'from' that is not a plain address");
    }
    int port = port(secret.getOrDefault("port", "" + SUBMISSION));
    Tls tls = tls(secret.get("tls"), port);
    if (tls == Tls.NONE && !THIS_MACHINE.contains(secret.get("host"))) {
      throw refused("switches TLS off for another machine");
    }
    String login = secret.getOrDefault("login", "plain").toUpperCase(Locale.ROOT);
    if (!LOGINS.contains(login)) {
      throw refused("has a member 'login' that is none of plain, login");
    }
    return new MailServer(
        secret.get("host"),
        port,
        tls,
        login,
        secret.get("user"),
        secret.get("password"),
        secret.get("from"));
  }

  private static int port(String text) {
    int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
    if (port < 1 || port > 65_535) {
      throw refused("has a member 'port' that is no port");
    }
    return port;
  }

  private static Tls tls(String word, int port) {
    if (word == null) {
      return port == SUBMISSION_OVER_TLS ? Tls.IMPLICIT : Tls.STARTTLS;
    }
    return switch (word) {
      case "starttls" -> Tls.STARTTLS;
      case "implicit" -> Tls.IMPLICIT;
      case "none" -> Tls.NONE;
      default -> throw refused("has a member 'tls' that is none of starttls, implicit, none");
    };
  }

  /** The domain of the sender's address: what our messages and we ourselves are called by. */
  String domain() {
    return from.substring(from.indexOf('@') + 1);
  }

  /**
   * The settings of a client for one mail. It tries one kind of log-in, because a server that
   * refuses one may hang up on the second; and it gives its commands one by one, so that an answer
   * belongs to the command that it refuses.
   */
  void configure(MailConfig settings, EmailConfig config) {
    settings
        .setHostname(host)
        .setPort(port)
        .setOwnHostname(domain())
        .setUserAgent("scrip")
        .setLogin(LoginOption.REQUIRED)
        .setAuthMethods(login)
        .setUsername(user)
        .setPassword(password)
        .setSsl(tls == Tls.IMPLICIT)
        .setStarttls(tls == Tls.STARTTLS ? StartTLSOptions.REQUIRED : StartTLSOptions.DISABLED)
        .setPipelining(false)
        .setKeepAlive(false)
        .setMaxPoolSize(1)
        .setConnectTimeout((int) config.connectTimeout().toMillis());
    // What we gave up waiting for must not hold a socket.
    settings.setIdleTimeout((int) config.timeout().toSeconds() + 1);
  }

  private static Refused refused(String why) {
    return new Refused(RequestRefusal.NOT_CONFIGURED, "The secret 'mail' " + why + ".");
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}
