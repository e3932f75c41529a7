package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import scrip.audit.AuditLog;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.SecretStore;
import scrip.time.Ids;

/**
 * Makes the first account, an admin's, from the secret {@value #SECRET} with its members name and
 * password, which the deployment sets. Once anybody has an account the secret counts for nothing.
 */
@ApplicationScoped
public class MakeFirstAdmin {

  public static final String SECRET = "first-admin";

  private final People people;
  private final Credentials credentials;
  private final SecretStore secrets;
  private final AuditLog audit;
  private final Ids ids;
  private final Vertx vertx;
  private final Pool pool;

  public MakeFirstAdmin(
      People people,
      Credentials credentials,
      SecretStore secrets,
      AuditLog audit,
      Ids ids,
      Vertx vertx,
      Pool pool) {
    this.people = people;
    this.credentials = credentials;
    this.secrets = secrets;
    this.audit = audit;
    this.ids = ids;
    this.vertx = vertx;
    this.pool = pool;
  }

  /**
   * Does so when there is nobody; two at the same time make one.
   *
   * @throws Refused not-configured, when there is nobody and the secret is missing or not good
   */
  Uni<Void> whenThereIsNobody(String requestId) {
    return people
        .isEmpty()
        .chain(
            nobody ->
                nobody
                    ? secret().chain(secret -> make(secret, requestId))
                    : Uni.createFrom().voidItem());
  }

  private Uni<Map<String, String>> secret() {
    return Uni.createFrom()
        .completionStage(
            () -> vertx.executeBlocking(() -> secrets.read(SECRET), false).toCompletionStage());
  }

  private Uni<Void> make(Map<String, String> secret, String requestId) {
    String name = secret.getOrDefault("name", "").strip().toLowerCase(Locale.ROOT);
    String password = secret.getOrDefault("password", "");
    if (!CreatePerson.isName(name) || PasswordRules.fault(name, password).isPresent()) {
      throw new Refused(
          RequestRefusal.NOT_CONFIGURED,
          "The secret '" + SECRET + "' needs a name and a password that the rules allow.");
    }
    return credentials
        .hash(password)
        .chain(
            hash -> {
              Person admin =
                  new Person(
                      ids.next(),
                      name,
                      Rights.ADMIN,
                      new Clients(true, Set.of()),
                      false,
                      hash,
                      0,
                      Person.SecondFactor.NONE,
                      false,
                      null,
                      null);
              return pool.withTransaction(
                  transaction ->
                      people
                          .add(transaction, admin)
                          .chain(
                              added ->
                                  added
                                      ? audit.write(transaction, entry(admin, requestId))
                                      : Uni.createFrom().voidItem()));
            });
  }

  private static AuditLog.Entry entry(Person admin, String requestId) {
    return new AuditLog.Entry(
        "deployment",
        "create-person",
        "people",
        admin.id().toString(),
        "the first admin, of the secret " + SECRET,
        JsonObject.of("role", admin.role()),
        requestId);
  }
}
