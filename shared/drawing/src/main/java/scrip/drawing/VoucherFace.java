package scrip.drawing;

/**
 * All that a voucher's picture says, already written for people in their language. Nothing is
 * looked up, formatted or checked here; a text that is null or blank is left out, and one that is
 * too long is shrunk and then cut with an ellipsis.
 *
 * @param colour the client's colour, 0xRRGGBB; any colour keeps the texts readable
 * @param logo the client's logo, which stands above the brand, or null: the brand is written larger
 *     then
 * @param amount as people write it, "RWF 5,000"
 * @param code as shown, XXX-XXX-XXX
 * @param qr what the QR code says; null draws none
 * @param note how the voucher may be used, a sentence or two
 * @param stamp what goes across a voucher that cannot be used, or null
 */
public record VoucherFace(
    String brand,
    String sender,
    int colour,
    Logo logo,
    String amountLabel,
    String amount,
    String codeLabel,
    String code,
    String qr,
    String validLabel,
    String valid,
    String scopeLabel,
    String scope,
    String note,
    Stamp stamp) {}
