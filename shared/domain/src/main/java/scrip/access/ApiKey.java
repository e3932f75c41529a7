package scrip.access;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A machine's key as people see it; the key itself is kept by nobody but the machine.
 *
 * @param madeBy who made or rolled it
 * @param rolledFrom the key in whose place it came; null for a first one
 * @param revokedAt null while it is not
 * @param lastUsedAt to the minute; null before the first use
 * @param lastUsedFrom the network address of that use
 */
public record ApiKey(
    UUID id,
    UUID client,
    String label,
    List<String> scopes,
    String madeBy,
    UUID rolledFrom,
    Instant createdAt,
    Instant expiresAt,
    Instant revokedAt,
    Instant lastUsedAt,
    String lastUsedFrom) {

  /**
   * A new key.
   *
   * @param key shown once; only its hash is kept
   */
  public record Made(ApiKey row, String key) {

    @Override
    public String toString() {
      return "Made[" + row.id() + "]";
    }
  }
}
