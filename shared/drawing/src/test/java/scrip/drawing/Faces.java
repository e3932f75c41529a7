package scrip.drawing;

import java.util.Random;

/** Vouchers to draw. */
final class Faces {

  static final String CODE = "K7M-4XP-9TR";
  private static final String ALPHABET = "234679ACEFGHJKMPQRTUWXY";
  private static final String BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  private static final String NAMES = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final String QR = "SCRIP:1:K7M4XP9TR:K1:3Q2B7WABCDEFGHJ5MNPX";

  private Faces() {}

  static VoucherFace open() {
    return stamped(null);
  }

  static VoucherFace stamped(Stamp stamp) {
    return of("Soleil Énergie", 0x0F766E, "RWF 5,000", CODE, QR, stamp);
  }

  /** What is shown of a voucher to somebody who may not see its code. */
  static VoucherFace masked() {
    Stamp sample = Stamp.sample("SAMPLE");
    return of("Soleil Énergie", 0x0F766E, "RWF 5,000", "•••-•••-9TR", null, sample);
  }

  /** As vouchers are: a code, the name of a key, a signature. */
  static VoucherFace random(long seed) {
    Random random = new Random(seed);
    String code = some(random, ALPHABET, 9);
    String key = some(random, NAMES, 1 + random.nextInt(8));
    String qr = "SCRIP:1:" + code + ":" + key + ":" + some(random, BASE32, 20);
    String shown = code.substring(0, 3) + "-" + code.substring(3, 6) + "-" + code.substring(6);
    String amount = "RWF " + random.nextInt(1_000_000);
    int colour = random.nextInt(0x1000000);
    return of("Client " + random.nextInt(), colour, amount, shown, qr, null);
  }

  private static String some(Random random, String of, int count) {
    StringBuilder some = new StringBuilder();
    for (int i = 0; i < count; i++) {
      some.append(of.charAt(random.nextInt(of.length())));
    }
    return some.toString();
  }

  static VoucherFace of(
      String brand, int colour, String amount, String code, String qr, Stamp stamp) {
    return new VoucherFace(
        brand,
        "Sent by Assurance du Lac",
        colour,
        null,
        "Fuel voucher",
        amount,
        "Say or type this code",
        code,
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

  static VoucherFace branded(Logo logo, String brand) {
    VoucherFace face = open();
    return new VoucherFace(
        brand,
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
