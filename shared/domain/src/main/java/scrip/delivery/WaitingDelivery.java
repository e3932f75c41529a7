package scrip.delivery;

import io.vertx.mutiny.sqlclient.Row;
import java.util.UUID;

/**
 * A leased delivery with what its message is made of.
 *
 * @param calls provider calls that count so far
 * @param attempts calls begun so far, counting or not
 * @param card the row that the card is opened from
 */
record WaitingDelivery(
    UUID id,
    UUID lease,
    String phone,
    int calls,
    int attempts,
    String template,
    String firstName,
    String brand,
    long valueMinor,
    String currency,
    Row card) {}
