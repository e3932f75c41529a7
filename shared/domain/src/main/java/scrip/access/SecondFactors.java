package scrip.access;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import scrip.secrets.Sealing;

/** The secrets that people's apps make codes from: sealed at rest, each bound to its person. */
@ApplicationScoped
public class SecondFactors {

  private static final String PEND =
      """
      UPDATE people SET totp_sealed = $2, totp_last_step = 0 WHERE id = $1 AND NOT totp_confirmed
      """;

  // Whoever else is signed in may have come with the password alone.
  private static final String CONFIRM =
      """
      UPDATE people SET totp_confirmed = true, totp_last_step = $3, epoch = epoch + 1
      WHERE id = $1 AND NOT totp_confirmed AND totp_sealed = $2
      RETURNING epoch
      """;

  private static final String USE =
      """
      UPDATE people SET totp_last_step = $3 WHERE id = $1 AND totp_confirmed AND totp_sealed = $2 AND totp_last_step < $3
      """;

  private static final String FORGET =
      """
      UPDATE people SET totp_sealed = NULL, totp_confirmed = false, totp_last_step = 0, epoch = epoch + 1 WHERE id = $1
      """;

  private final Sealing sealing;

  public SecondFactors(Sealing sealing) {
    this.sealing = sealing;
  }

  /** The secret of somebody who has one. */
  byte[] open(Person person) {
    return sealing.openAlone(person.secondFactor().sealed(), label(person.id()));
  }

  /** Stores a secret that is not confirmed yet; false when there is one that is. */
  Uni<Boolean> pend(SqlConnection transaction, UUID person, byte[] secret) {
    return transaction
        .preparedQuery(PEND)
        .execute(Tuple.of(person, Buffer.buffer(sealing.sealAlone(secret, label(person)))))
        .map(pending -> pending.rowCount() == 1);
  }

  /**
   * Takes the secret into use and ends all sessions.
   *
   * @return the new epoch; empty when it is confirmed already or another one came in its place
   */
  Uni<Optional<Integer>> confirm(SqlConnection transaction, Person person, long step) {
    return transaction
        .preparedQuery(CONFIRM)
        .execute(tuple(person, step))
        .map(
            rows -> {
              for (Row row : rows) {
                return Optional.of(row.getInteger("epoch"));
              }
              return Optional.empty();
            });
  }

  /** Uses up the code of a step; false when it, or a later one, was used before. */
  Uni<Boolean> use(SqlConnection transaction, Person person, long step) {
    return transaction
        .preparedQuery(USE)
        .execute(tuple(person, step))
        .map(used -> used.rowCount() == 1);
  }

  /** Forgets the secret and ends all sessions. */
  Uni<Void> forget(SqlConnection transaction, UUID person) {
    return transaction.preparedQuery(FORGET).execute(Tuple.of(person)).replaceWithVoid();
  }

  private static Tuple tuple(Person person, long step) {
    return Tuple.of(person.id(), Buffer.buffer(person.secondFactor().sealed()), step);
  }

  private static byte[] label(UUID person) {
    return ("totp:" + person).getBytes(StandardCharsets.UTF_8);
  }
}
