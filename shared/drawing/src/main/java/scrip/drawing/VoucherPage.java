package scrip.drawing;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Lays a voucher's picture out. Places are in pixels of the full size; the small one is half. */
final class VoucherPage {

  private static final Type BRAND = new Type(Face.EXTRABOLD, 78, 40, -0.022f);
  private static final Type BRAND_BELOW_LOGO = new Type(Face.EXTRABOLD, 46, 28, -0.012f);
  private static final Type AMOUNT_LABEL = new Type(Face.SEMIBOLD, 36, 26, 0);
  private static final Type AMOUNT = new Type(Face.EXTRABOLD, 190, 76, -0.035f);
  private static final Type SENDER = new Type(Face.SEMIBOLD, 32, 24, 0.005f);

  private static final Box GLASS = new Box(34, 574, 1012, 1232);
  private static final int GLASS_RADIUS = 78;
  private static final int GLASS_LIFT = 15;
  private static final int RIM_LIFT = 20;
  private static final int CIRCLE_LIFT = 17;
  private static final int SHADOW_REACH = 34;
  private static final Box HEAD = new Box(72, 80, 936, 108);

  /** The same for every voucher of a size, drawn once a process: 2.6 MB for both. */
  private static final Map<PictureSize, Ground> GROUNDS = new ConcurrentHashMap<>();

  private final PictureSize size;
  private final VoucherFace face;
  private final Scheme scheme;
  private final Raster raster;
  private final float scale;

  VoucherPage(VoucherFace face, PictureSize size) {
    this.size = size;
    this.face = face;
    this.scheme = Scheme.of(face.colour());
    this.raster = new Raster(size.width(), size.height());
    this.scale = size.width() / (float) PictureSize.FULL.width();
  }

  Raster drawn() {
    GROUNDS.computeIfAbsent(size, s -> ground()).paint(raster, scheme.ramp());
    head();
    new VoucherCard(face, scheme, raster, scale).draw();
    text(SENDER, face.sender(), 540, 1866, 900, 0.5f);
    if (face.stamp() != null) {
      new StampBand(raster, scale).draw(face.stamp(), face.qr() != null);
    }
    return raster;
  }

  private Ground ground() {
    Ground ground = new Ground(raster.width(), raster.height());
    Shapes.circle(ground, 1010 * scale, 60 * scale, 520 * scale, Scheme.WHITE, CIRCLE_LIFT);
    Shapes.circle(ground, 40 * scale, 1960 * scale, 560 * scale, Scheme.WHITE, CIRCLE_LIFT);
    Box glass = GLASS.scaled(scale);
    Shapes.rounded(ground, glass, GLASS_RADIUS * scale, Scheme.WHITE, GLASS_LIFT);
    float stroke = Math.max(1, 2 * scale);
    Shapes.ring(ground, glass, GLASS_RADIUS * scale, stroke, Scheme.WHITE, RIM_LIFT);
    Box card = VoucherCard.CARD.scaled(scale);
    int reach = Math.round(SHADOW_REACH * scale);
    float radius = VoucherCard.RADIUS * scale;
    Shapes.shadow(ground, card, radius, reach, Scheme.NIGHT, Scheme.SINK + Scheme.LIFT / 2);
    return ground;
  }

  private void head() {
    if (face.logo() != null) {
      LogoSlot.draw(raster, face.logo(), HEAD.scaled(scale));
      text(BRAND_BELOW_LOGO, face.brand(), 73, 258, 936, 0);
    } else {
      text(BRAND, face.brand(), 72, 172, 936, 0);
    }
    text(AMOUNT_LABEL, face.amountLabel(), 74, 336, 900, 0);
    text(AMOUNT, face.amount(), 70, 506, 940, 0);
  }

  private void text(Type type, String text, float x, float baseline, float room, float centred) {
    if (text != null && !text.isBlank()) {
      Line line = Line.fit(type.scaled(scale), text, room * scale);
      line.draw(raster, x * scale - line.width() * centred, baseline * scale, scheme.ink());
    }
  }
}
