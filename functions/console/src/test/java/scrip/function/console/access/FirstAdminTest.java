package scrip.function.console.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.mutiny.core.Vertx;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.PoolOptions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.access.AccessRefusal;
import scrip.access.Caller;
import scrip.access.Limits;
import scrip.access.LimitsConfig;
import scrip.access.MakeFirstAdmin;
import scrip.access.People;
import scrip.access.SecondFactors;
import scrip.access.Sessions;
import scrip.access.SessionsConfig;
import scrip.access.SignIn;
import scrip.access.Tokens;
import scrip.audit.AuditLog;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.Keys;
import scrip.secrets.Sealing;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.time.Ids;

/** The first sign-in of a new system, on a database in which nobody has an account. */
class FirstAdminTest {

  private static final Vertx VERTX = Vertx.vertx();
  private static final String PASSWORD = "four quiet engines at dawn";

  private TestDatabase database;
  private Pool pool;

  @BeforeEach
  void open() {
    database = TestDatabase.fresh();
    pool =
        Pool.newInstance(
            io.vertx.pgclient.PgBuilder.pool()
                .connectingTo(
                    PgConnectOptions.fromUri(database.reactiveUrl().replace("vertx-reactive:", ""))
                        .setUser("scrip_functions_a")
                        .setPassword("none"))
                .with(new PoolOptions().setMaxSize(8))
                .using(VERTX.getDelegate())
                .build());
  }

  @AfterEach
  void close() {
    pool.closeAndAwait();
  }

  @AfterAll
  static void end() {
    VERTX.closeAndAwait();
  }

  @Test
  void the_first_sign_in_makes_the_admin_of_the_secret_once() {
    KeyFile secrets =
        KeyFile.throwAway().with("first-admin", Map.of("name", "Ada.First", "password", PASSWORD));
    SignIn signIn = signIn(secrets);
    List<Boolean> in =
        IntStream.range(0, 4).parallel().mapToObj(i -> in(signIn, "ada.first", PASSWORD)).toList();
    assertTrue(in.contains(true), in.toString());
    assertTrue(in(signIn, "ADA.first", PASSWORD), "again");
    assertEquals(
        List.of(List.of("ada.first", "admin", "t")),
        database.all("SELECT name, role, every_client FROM people"));
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action = 'create-person' AND actor = 'deployment'"));

    SignIn later =
        signIn(
            KeyFile.throwAway()
                .with("first-admin", Map.of("name", "eve.second", "password", PASSWORD)));
    assertEquals(AccessRefusal.SIGN_IN_REFUSED, refused(later, "eve.second").refusal());
    assertEquals(1, database.count("SELECT count(*) FROM people"));
  }

  @Test
  void without_a_good_secret_nobody_gets_in_and_the_engineer_is_told() {
    for (KeyFile secrets :
        List.of(
            KeyFile.throwAway(),
            KeyFile.throwAway().with("first-admin", Map.of("name", "ada.first")),
            KeyFile.throwAway()
                .with("first-admin", Map.of("name", "ada.first", "password", "password1234")))) {
      Refused refused = refused(signIn(secrets), "ada.first");
      assertEquals(RequestRefusal.NOT_CONFIGURED, refused.refusal());
      assertTrue(refused.getMessage().contains("first-admin"), refused.getMessage());
    }
    assertEquals(0, database.count("SELECT count(*) FROM people"));
  }

  private static boolean in(SignIn signIn, String name, String password) {
    try {
      return signIn
              .signIn(new SignIn.Typed(name, password, null), visitor())
              .await()
              .atMost(Duration.ofMinutes(1))
              .rights()
              .size()
          == 1;
    } catch (Refused e) {
      return false;
    }
  }

  private static Refused refused(SignIn signIn, String name) {
    return assertThrows(
        Refused.class,
        () ->
            signIn
                .signIn(new SignIn.Typed(name, PASSWORD, null), visitor())
                .await()
                .atMost(Duration.ofMinutes(1)));
  }

  private static Caller visitor() {
    return new Caller("203.0.113.7", null, null, UUID.randomUUID().toString());
  }

  private SignIn signIn(KeyFile secrets) {
    SessionsConfig config = config(SessionsConfig.class);
    Ids ids = new Ids(Clock.systemUTC());
    AuditLog audit = new AuditLog();
    People people = new People(pool);
    BcryptAndTotp credentials = new BcryptAndTotp(VERTX.getDelegate());
    return new SignIn(
        new Limits(pool, config(LimitsConfig.class)),
        new MakeFirstAdmin(people, credentials, secrets, audit, ids, VERTX.getDelegate(), pool),
        people,
        new SecondFactors(new Sealing(new Keys(secrets))),
        credentials,
        new Sessions(pool, config, new Tokens(), ids),
        audit,
        Clock.systemUTC(),
        pool);
  }

  private static <T> T config(Class<T> type) {
    return new io.smallrye.config.SmallRyeConfigBuilder()
        .withMapping(type)
        .build()
        .getConfigMapping(type);
  }
}
