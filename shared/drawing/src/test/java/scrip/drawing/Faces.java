package scrip.drawing;

import java.util.Random;

/** Vouchers to draw. */
final class Faces {

  static final String CODE = "K7M-4XP-9TR";
  private static final String ALPHABET = "346789ABCDEFGHJKLMNPQRTUVWXY";

  private Faces() {}

  static VoucherFace open() {
    return stamped(null);
  }

  static VoucherFace stamped(Stamp stamp) {
    return of(
        "Soleil Énergie", 0x0F766E, "RWF 5,000", "SCRIP:1:K7M4XP9TR:k1:3q2-7wABCDEFGH", stamp);
  }

  static VoucherFace coloured(int colour) {
    return of("Soleil Énergie", colour, "RWF 5,000", "SCRIP:1:K7M4XP9TR:k1:3q2-7wABCDEFGH", null);
  }

  static VoucherFace random(long seed) {
    Random random = new Random(seed);
    StringBuilder sign = new StringBuilder();
    StringBuilder code = new StringBuilder();
    for (int i = 0; i < 9; i++) {
      code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
    }
    for (int i = 0; i < 11 + random.nextInt(22); i++) {
      sign.append((char) ('a' + random.nextInt(26)));
    }
    String qr = "SCRIP:1:" + code + ":k" + random.nextInt(100) + ":" + sign;
    String amount = "RWF " + random.nextInt(1_000_000);
    return of("Client " + random.nextInt(), random.nextInt(0x1000000), amount, qr, null);
  }

  static VoucherFace of(String brand, int colour, String amount, String qr, Stamp stamp) {
    return new VoucherFace(
        brand,
        "Sent by Assurance du Lac",
        colour,
        null,
        "Fuel voucher",
        amount,
        "Say or type this code",
        CODE,
        qr,
        "Valid until",
        "31 December 2026",
        "Where",
        "Any station",
        "Good for one purchase, once. Keep the code to yourself until you pay.",
        stamp);
  }

  /** Says the same everywhere. */
  static VoucherFace saying(String text) {
    return new VoucherFace(
        text, text, 0x334155, null, text, text, text, text, null, text, text, text, text, text,
        null);
  }

  static VoucherFace branded(Logo logo) {
    VoucherFace face = open();
    return new VoucherFace(
        face.brand(),
        face.sender(),
        face.colour(),
        logo,
        face.amountLabel(),
        face.amount(),
        face.codeLabel(),
        face.code(),
        face.qr(),
        face.validLabel(),
        face.valid(),
        face.scopeLabel(),
        face.scope(),
        face.note(),
        null);
  }
}
