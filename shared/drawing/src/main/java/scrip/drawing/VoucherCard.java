package scrip.drawing;

import java.util.List;

/** The white card of a voucher's picture: the QR code, the code and what is to be known. */
final class VoucherCard {

  static final Box CARD = new Box(60, 600, 960, 1180);
  static final int RADIUS = 54;
  private static final int TEAR = 1292;
  private static final int NOTCH = 26;
  private static final int QR_ROOM = 640;
  static final int QR_MIDDLE = 946;
  private static final int DIMMED = 0x555B66;

  private static final Type LABEL = new Type(Face.SEMIBOLD, 30, 22, 0.01f);
  private static final Type CODE = new Type(Face.MONO, 128, 56, 0.01f);
  private static final Type VALUE = new Type(Face.SEMIBOLD, 40, 26, -0.01f);
  private static final Type NOTE = new Type(Face.MEDIUM, 28, 28, 0);

  private final VoucherFace face;
  private final Scheme scheme;
  private final Raster raster;
  private final float scale;

  VoucherCard(VoucherFace face, Scheme scheme, Raster raster, float scale) {
    this.face = face;
    this.scheme = scheme;
    this.raster = raster;
    this.scale = scale;
  }

  void draw() {
    Box box = CARD.scaled(scale);
    int[] behind = notches(box);
    Shapes.rounded(raster, box, RADIUS * scale, Scheme.WHITE, 255);
    cut(box, behind);
    tear();
    if (face.qr() != null) {
      code(QrMatrix.of(face.qr()));
    }
    centred(LABEL, face.codeLabel(), 1366, Scheme.SLATE);
    centred(CODE, face.code(), 1492, Scheme.NIGHT);
    boolean both = said(face.valid()) && said(face.scope());
    column(face.validLabel(), face.valid(), 120, both ? 400 : 840);
    column(face.scopeLabel(), face.scope(), both ? 560 : 120, both ? 400 : 840);
    note();
  }

  private void code(QrMatrix code) {
    int module = code.pixelsPerModule(Math.round(QR_ROOM * scale));
    int side = module * code.side();
    int x = (raster.width() - side) / 2;
    int y = Math.round(QR_MIDDLE * scale) - side / 2;
    int colour = face.stamp() == null ? 0x000000 : DIMMED;
    QrPicture.draw(raster, code, x, y, module, colour);
  }

  /** What shows through the two notches of the tear line, taken before the card covers it. */
  private int[] notches(Box box) {
    int reach = Math.round(NOTCH * scale) + 1;
    int[] behind = new int[2 * reach * 2 * reach];
    int top = Math.round(TEAR * scale) - reach;
    for (int row = 0; row < 2 * reach; row++) {
      int from = (top + row) * raster.width();
      int into = row * 2 * reach;
      System.arraycopy(raster.pixels(), from + box.x() - 1, behind, into, reach);
      System.arraycopy(
          raster.pixels(), from + box.right() - reach + 1, behind, into + reach, reach);
    }
    return behind;
  }

  private void cut(Box box, int[] behind) {
    int reach = Math.round(NOTCH * scale) + 1;
    int top = Math.round(TEAR * scale) - reach;
    for (int row = 0; row < 2 * reach; row++) {
      for (int i = 0; i < reach; i++) {
        float dy = row + 0.5f - reach;
        float dx = i - 1 + 0.5f;
        float distance = (float) Math.sqrt(dx * dx + dy * dy) - NOTCH * scale;
        int cover = Shapes.cover(distance);
        int into = row * 2 * reach;
        raster.dot(box.x() - 1 + i, top + row, behind[into + i], cover);
        raster.dot(box.right() - i, top + row, behind[into + 2 * reach - 1 - i], cover);
      }
    }
  }

  private void tear() {
    int y = Math.round((TEAR - 1.5f) * scale);
    int high = Math.max(1, Math.round(3 * scale));
    int dash = Math.round(16 * scale);
    int end = Math.round((1020 - NOTCH - 14) * scale);
    for (int x = Math.round((60 + NOTCH + 14) * scale); x + dash <= end; x += 2 * dash) {
      raster.fill(x, y, dash, high, 0xD3D8E2);
    }
  }

  private void column(String label, String value, float x, float room) {
    if (said(value)) {
      if (said(label)) {
        Line.fit(LABEL.scaled(scale), label, room * scale)
            .draw(raster, x * scale, 1586 * scale, Scheme.SLATE);
      }
      Line.fit(VALUE.scaled(scale), value, room * scale)
          .draw(raster, x * scale, 1638 * scale, scheme.accent());
    }
  }

  private void note() {
    if (said(face.note())) {
      float baseline = 1704;
      List<Line> lines = Paragraph.lines(NOTE.scaled(scale), face.note(), 840 * scale, 2);
      for (Line line : lines) {
        line.draw(raster, 120 * scale, baseline * scale, Scheme.SLATE);
        baseline += 38;
      }
    }
  }

  private void centred(Type type, String text, float baseline, int colour) {
    if (said(text)) {
      Line line = Line.fit(type.scaled(scale), text, 860 * scale);
      line.draw(raster, (raster.width() - line.width()) / 2, baseline * scale, colour);
    }
  }

  private static boolean said(String text) {
    return text != null && !text.isBlank();
  }
}
