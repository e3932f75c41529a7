package scrip.voucher;

import java.time.Instant;
import java.util.UUID;

/**
 * A row of a list of scopes that was taken, and what is left of it. Stations by their codes; null
 * is any station.
 *
 * @param line in the file
 * @param from what the voucher had before
 * @param fromSource where that came from; null when it had none
 * @param to what the row gave it
 * @param changed false when both are the same, so that nothing was done
 * @param status of the voucher at present
 * @param present the voucher's station at present
 * @param presentImport the list that the present station comes from; null for another source
 * @param undoneAt when it got back what it had before; null when it did not
 */
public record ScopeRow(
    long line,
    UUID voucherId,
    String from,
    String fromSource,
    String to,
    boolean changed,
    String status,
    String present,
    UUID presentImport,
    Instant undoneAt) {}
