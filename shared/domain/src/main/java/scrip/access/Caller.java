package scrip.access;

import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * Who is asking.
 *
 * @param address the network address of the person's device, as the edge vouches for it
 * @param agent who it is when a key was shown or a session is open; null for the public
 * @param browserHash hash of the browser's own random token; null when it has none yet
 * @param requestId the id that is in the log and in problems
 */
public record Caller(String address, Agent agent, byte[] browserHash, String requestId) {

  /**
   * Somebody whom we know: a person with an open session, or a machine with a key.
   *
   * @param id the person's or the key's
   * @param session the session's id; null for a key
   * @param rights the person's role, or the key's scopes; and {@link Rights#REVEAL} where given
   */
  public record Agent(UUID id, UUID session, Clients clients, Set<String> rights) {

    public boolean may(String right) {
      return rights.contains(right);
    }

    public boolean isPerson() {
      return session != null;
    }
  }

  public boolean isPublic() {
    return agent == null;
  }

  /** Whether this caller may act for that client; the public may, with a code in the hand. */
  public boolean mayActFor(UUID client) {
    return agent == null || agent.clients().sees(client);
  }

  /** Whether this caller may see codes of cards. */
  public boolean mayReveal() {
    return agent != null && agent.may(Rights.REVEAL);
  }

  /** Whether this is the browser that a redemption remembers. */
  public boolean hasBrowser(byte[] remembered) {
    return browserHash != null && Arrays.equals(browserHash, remembered);
  }

  /** For histories: never an address. */
  public String name() {
    return agent == null ? "public" : (agent.isPerson() ? "person:" : "agent:") + agent.id();
  }
}
