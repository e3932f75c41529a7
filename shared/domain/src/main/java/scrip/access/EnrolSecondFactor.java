package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import scrip.problem.Refused;

/** Begins the enrolment of a second factor: a new secret, which counts once it is confirmed. */
@ApplicationScoped
public class EnrolSecondFactor {

  // As long as the hash that its codes are made with.
  private static final int BYTES = 20;

  private final People people;
  private final SecondFactors secondFactors;
  private final Tokens tokens;
  private final Pool pool;

  public EnrolSecondFactor(People people, SecondFactors secondFactors, Tokens tokens, Pool pool) {
    this.people = people;
    this.secondFactors = secondFactors;
    this.tokens = tokens;
    this.pool = pool;
  }

  /**
   * A secret for an app, shown once.
   *
   * @param name whose it is
   */
  public record Secret(String name, byte[] bytes) {

    @Override
    public String toString() {
      return "Secret[…]";
    }
  }

  /**
   * Does so for the caller. Begun again, the secret before it is forgotten.
   *
   * @throws Refused second-factor-in-use, when one is confirmed
   */
  public Uni<Secret> begin(Caller caller) {
    UUID id = caller.agent().id();
    byte[] secret = tokens.bytes(BYTES);
    return pool.withTransaction(
        transaction ->
            people
                .lock(transaction, id)
                .call(
                    person ->
                        secondFactors
                            .pend(transaction, id, secret)
                            .invoke(
                                pending -> {
                                  if (!pending) {
                                    throw new Refused(AccessRefusal.SECOND_FACTOR_IN_USE);
                                  }
                                }))
                .map(person -> new Secret(person.name(), secret)));
  }
}
