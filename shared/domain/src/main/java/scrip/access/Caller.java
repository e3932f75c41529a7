package scrip.access;

import java.util.Arrays;
import java.util.Set;
import java.util.UUID;

/**
 * Who is asking.
 *
 * @param address the network address of the person's device, as the edge vouches for it
 * @param agent who it is when a key was shown; null for the public
 * @param browserHash hash of the browser's own random token; null when it has none yet
 * @param requestId the id that is in the log and in problems
 */
public record Caller(String address, Agent agent, byte[] browserHash, String requestId) {

  /** The scope that lets an agent see card codes. */
  public static final String REVEAL = "cards.reveal";

  /** A call-centre agent's key: it acts within one client. */
  public record Agent(UUID keyId, UUID clientId, Set<String> scopes) {}

  public boolean isPublic() {
    return agent == null;
  }

  /** Whether this caller may act for that client; the public may, with a code in the hand. */
  public boolean mayActFor(UUID client) {
    return agent == null || agent.clientId().equals(client);
  }

  /** Whether this is the browser that a redemption remembers. */
  public boolean hasBrowser(byte[] remembered) {
    return browserHash != null && Arrays.equals(browserHash, remembered);
  }

  /** For histories: never an address. */
  public String name() {
    return agent == null ? "public" : "agent:" + agent.keyId();
  }
}
