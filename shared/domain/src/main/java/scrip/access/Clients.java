package scrip.access;

import java.util.Set;
import java.util.UUID;

/**
 * Whose data somebody may see.
 *
 * @param every all clients, those that come later among them
 * @param of these, when not all
 */
public record Clients(boolean every, Set<UUID> of) {

  public static final Clients ALL = new Clients(true, Set.of());

  public boolean sees(UUID client) {
    return every || of.contains(client);
  }

  /**
   * For statements that read {@code $1::uuid[] IS NULL OR client_id = ANY ($1)}: null for all
   * clients.
   */
  public UUID[] orNull() {
    return every ? null : of.toArray(UUID[]::new);
  }
}
