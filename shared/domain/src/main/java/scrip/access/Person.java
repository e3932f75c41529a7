package scrip.access;

import java.time.Instant;
import java.util.UUID;

/**
 * Somebody with an account.
 *
 * @param name what is typed to sign in
 * @param role one of {@link Rights#ROLES}
 * @param passwordHash null before the first password is set
 * @param epoch sessions of an earlier one are over
 * @param secondFactor as it is stored; confirmed or not, {@link SecondFactor#NONE} when there is
 *     none
 * @param lastSignInAt null before the first
 */
public record Person(
    UUID id,
    String name,
    String role,
    Clients clients,
    boolean mayReveal,
    String passwordHash,
    int epoch,
    SecondFactor secondFactor,
    boolean disabled,
    Instant createdAt,
    Instant lastSignInAt) {

  /**
   * The secret that a person's app makes codes from.
   *
   * @param sealed null when there is none
   * @param confirmed whether a code of it was shown once; before, it counts for nothing
   * @param lastStep the last step whose code was used
   */
  public record SecondFactor(byte[] sealed, boolean confirmed, long lastStep) {

    static final SecondFactor NONE = new SecondFactor(null, false, 0);
  }

  public boolean isAdmin() {
    return role.equals(Rights.ADMIN);
  }

  /** For audit rows: never the name, which may be an address. */
  public String actor() {
    return "person:" + id;
  }

  @Override
  public String toString() {
    return "Person[" + id + "]";
  }
}
