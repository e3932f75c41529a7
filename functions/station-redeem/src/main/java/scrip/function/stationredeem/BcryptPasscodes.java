package scrip.function.stationredeem;

import io.quarkus.elytron.security.common.BcryptUtil;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.station.SignInOperator.Passcodes;

/** Passcodes by bcrypt, as the console makes them. */
@ApplicationScoped
class BcryptPasscodes implements Passcodes {

  // Costs as much as the hashes of the console; its password does not matter.
  private static final String NOBODY =
      "$2a$10$N9qo8uLOickgx2ZMRZoMyeIjZAgcfl7p92ldGxad68LJZdL17lhWy";

  private final Vertx vertx;

  BcryptPasscodes(Vertx vertx) {
    this.vertx = vertx;
  }

  /** Off the event loop, and back on it. */
  @Override
  public Uni<Boolean> match(String passcode, String hash) {
    return Uni.createFrom()
        .completionStage(
            () ->
                vertx
                    .executeBlocking(
                        () ->
                            BcryptUtil.matches(passcode, hash == null ? NOBODY : hash)
                                && hash != null,
                        false)
                    .toCompletionStage());
  }
}
