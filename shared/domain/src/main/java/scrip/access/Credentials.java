package scrip.access;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * What proves that somebody is who they say: password hashes and codes of an app. A port, because
 * the libraries are carried only by the function at which people sign in.
 */
public interface Credentials {

  /** A slow, salted hash; worked out off the event loop. */
  Uni<String> hash(String password);

  /**
   * Whether a password is the one of a hash; worked out off the event loop.
   *
   * @param hash null for somebody without one: false, after the same work
   */
  Uni<Boolean> isPassword(String password, String hash);

  /**
   * The 30-second step whose code this is: the one of that moment, the one before or the one after.
   * Empty when it is none of their codes.
   */
  OptionalLong step(byte[] secret, String code, Instant at);
}
