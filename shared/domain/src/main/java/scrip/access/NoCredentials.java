package scrip.access;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.OptionalLong;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Stands where a function lets nobody sign in. */
@DefaultBean
@ApplicationScoped
class NoCredentials implements Credentials {

  @Override
  public Uni<String> hash(String password) {
    return Uni.createFrom().failure(refused());
  }

  @Override
  public Uni<Boolean> isPassword(String password, String hash) {
    return Uni.createFrom().failure(refused());
  }

  @Override
  public OptionalLong step(byte[] secret, String code, Instant at) {
    throw refused();
  }

  private static Refused refused() {
    return new Refused(RequestRefusal.NOT_CONFIGURED, "Nobody signs in at this function.");
  }
}
