package scrip.function.voucherpreview;

import java.time.ZoneId;
import java.time.ZoneOffset;
import scrip.drawing.Logo;
import scrip.drawing.Stamp;
import scrip.drawing.VoucherFace;
import scrip.voucher.ClientLogo;
import scrip.voucher.ClientLook;
import scrip.voucher.PrintedVoucher;
import scrip.voucher.PrintedVoucher.State;

/** Writes what a picture says in the language of its client. */
final class Faces {

  private static final int USUAL_COLOUR = 0x1f3a5f;
  private static final String NO_CODE = "•••-•••-•••";

  private Faces() {}

  /** Of a voucher. One whose code may not be seen is stamped as a sample. */
  static VoucherFace of(PrintedVoucher voucher) {
    ClientLook client = voucher.client();
    FaceWords words = FaceWords.of(client.language());
    return new VoucherFace(
        voucher.brand(),
        client.sender(),
        colour(client.colour()),
        logo(client.logo()),
        words.amount(),
        voucher.value().display(client.locale()),
        words.code(),
        voucher.code(),
        voucher.qr(),
        words.valid(),
        words.last(voucher.expiresAt(), voucher.zone()),
        words.scope(),
        voucher.station() == null ? words.anyStation() : voucher.station(),
        words.note(),
        stamp(voucher, words));
  }

  /** Of a draft: a sample without a code. */
  static VoucherFace of(Draft draft, ClientLook client) {
    FaceWords words = FaceWords.of(client.language());
    return new VoucherFace(
        draft.brand(),
        client.sender(),
        colour(draft.colour() == null ? client.colour() : draft.colour()),
        logo(client.logo()),
        words.amount(),
        draft.amount().display(client.locale()),
        words.code(),
        NO_CODE,
        null,
        words.valid(),
        words.date(draft.expiresOn()),
        words.scope(),
        draft.scope() == null ? words.anyStation() : draft.scope(),
        words.note(),
        Stamp.sample(words.stamp(State.OPEN)));
  }

  private static Stamp stamp(PrintedVoucher voucher, FaceWords words) {
    if (voucher.state() == State.OPEN) {
      return voucher.clear() ? null : Stamp.sample(words.stamp(State.OPEN));
    }
    if (voucher.state() == State.EXPIRED) {
      return new Stamp(words.stamp(State.EXPIRED), words.last(voucher.expiresAt(), voucher.zone()));
    }
    ZoneId zone = voucher.zone() == null ? ZoneOffset.UTC : voucher.zone();
    return new Stamp(
        words.stamp(voucher.state()), words.date(voucher.stampedAt().atZone(zone).toLocalDate()));
  }

  private static int colour(String colour) {
    return colour == null ? USUAL_COLOUR : Integer.parseInt(colour.substring(1), 16);
  }

  private static Logo logo(ClientLogo logo) {
    return logo == null ? null : new Logo(logo.width(), logo.height(), logo.rgba());
  }
}
