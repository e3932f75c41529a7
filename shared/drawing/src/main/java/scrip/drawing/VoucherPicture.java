package scrip.drawing;

/** The picture of a voucher that a customer gets and a station scans. */
public final class VoucherPicture {

  private VoucherPicture() {}

  /**
   * The picture as PNG. The same face and size give the same bytes within one version of the
   * program and of its zlib. Throws IllegalArgumentException if no QR code holds the payload.
   */
  public static byte[] png(VoucherFace face, PictureSize size) {
    return Png.of(new VoucherPage(face, size).drawn());
  }
}
