package scrip.drawing;

/** The picture of a voucher that a customer gets and a station scans. */
public final class VoucherPicture {

  private VoucherPicture() {}

  /**
   * The picture as PNG. The same face and size give the same bytes within one version of the
   * program and of its zlib. Throws IllegalArgumentException if no QR code holds the payload.
   */
  public static byte[] png(VoucherFace face, PictureSize size) {
    Raster raster = new Raster(size.width(), size.height());
    raster.fill(0, 0, size.width(), size.height(), face.colour());
    if (face.qr() != null) {
      QrMatrix code = QrMatrix.of(face.qr());
      int module = code.pixelsPerModule(size.width() * 5 / 8);
      int side = module * (code.side() + 2 * QrMatrix.QUIET);
      int x = (size.width() - side) / 2;
      int y = size.height() / 2;
      raster.fill(x, y, side, side, 0xFFFFFF);
      int quiet = QrMatrix.QUIET * module;
      QrPicture.draw(raster, code, x + quiet, y + quiet, module, 0x000000);
    }
    return Png.of(raster);
  }
}
