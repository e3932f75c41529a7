package scrip.function.voucherpreview;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import scrip.access.Hash;
import scrip.drawing.PictureSize;
import scrip.drawing.Stamp;
import scrip.drawing.VoucherFace;
import scrip.drawing.VoucherPicture;

/** A picture that was not drawn yet. */
record Picture(VoucherFace face, PictureSize size) {

  byte[] png() {
    return VoucherPicture.png(face, size);
  }

  /**
   * A strong entity tag: over all that the picture says, its size, and the build that draws it, as
   * another build may draw the same otherwise.
   */
  String tag(String build) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(content)) {
      out.writeInt(face.colour());
      for (String text : texts(build)) {
        byte[] bytes = (text == null ? "" : text).getBytes(StandardCharsets.UTF_8);
        out.writeInt(text == null ? -1 : bytes.length);
        out.write(bytes);
      }
      if (face.logo() != null) {
        out.writeInt(face.logo().width());
        out.writeInt(face.logo().height());
        out.write(face.logo().rgba());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return '"' + HexFormat.of().formatHex(Hash.sha256(content.toByteArray()), 0, 16) + '"';
  }

  private List<String> texts(String build) {
    Stamp stamp = face.stamp();
    return Arrays.asList(
        build,
        size.name(),
        face.brand(),
        face.sender(),
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
        stamp == null ? null : stamp.word(),
        stamp == null ? null : stamp.detail(),
        stamp == null ? null : String.valueOf(stamp.over()));
  }
}
