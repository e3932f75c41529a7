package scrip.supplier;

import java.util.UUID;
import scrip.money.Money;

/**
 * An open order that somebody works on.
 *
 * @param reference the id of the claim that its card is meant for
 * @param externalReference what the supplier knows it by
 * @param tries how often a run tried to settle it in vain
 * @param lease whose work it is
 */
public record SupplierOrder(
    long reference,
    String externalReference,
    UUID poolId,
    String supplier,
    String item,
    Money value,
    UUID recipientId,
    UUID conditionId,
    int tries,
    UUID lease) {}
