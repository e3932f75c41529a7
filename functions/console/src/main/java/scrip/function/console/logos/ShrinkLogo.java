package scrip.function.console.logos;

import scrip.problem.Refused;
import scrip.voucher.ClientLogo;

/** Makes a picture as small as a logo may be, each pixel the mean of those it stands for. */
final class ShrinkLogo {

  private ShrinkLogo() {}

  /**
   * The logo; the picture itself when it fits.
   *
   * @throws Refused invalid-request, for a picture of which nothing can be seen
   */
  static ClientLogo toFit(byte[] rgba, int width, int height) {
    if (isEmpty(rgba)) {
      throw ReadLogo.fault("is transparent everywhere");
    }
    if (width <= ClientLogo.WIDTH && height <= ClientLogo.HEIGHT) {
      return new ClientLogo(width, height, rgba);
    }
    boolean wide = (long) width * ClientLogo.HEIGHT >= (long) height * ClientLogo.WIDTH;
    int newWidth = wide ? ClientLogo.WIDTH : Math.max(1, width * ClientLogo.HEIGHT / height);
    int newHeight = wide ? Math.max(1, height * ClientLogo.WIDTH / width) : ClientLogo.HEIGHT;
    byte[] small = new byte[4 * newWidth * newHeight];
    for (int y = 0; y < newHeight; y++) {
      int top = y * height / newHeight;
      int bottom = Math.max(top + 1, (y + 1) * height / newHeight);
      for (int x = 0; x < newWidth; x++) {
        int left = x * width / newWidth;
        int right = Math.max(left + 1, (x + 1) * width / newWidth);
        mean(rgba, width, new int[] {left, top, right, bottom}, small, 4 * (y * newWidth + x));
      }
    }
    return new ClientLogo(newWidth, newHeight, small);
  }

  /** Colours count as much as they are seen: a transparent pixel has none. */
  private static void mean(byte[] rgba, int width, int[] box, byte[] small, int at) {
    long[] sums = new long[3];
    long alphas = 0;
    for (int y = box[1]; y < box[3]; y++) {
      for (int x = box[0]; x < box[2]; x++) {
        int from = 4 * (y * width + x);
        int alpha = rgba[from + 3] & 0xff;
        alphas += alpha;
        for (int c = 0; c < 3; c++) {
          sums[c] += (long) (rgba[from + c] & 0xff) * alpha;
        }
      }
    }
    int pixels = (box[2] - box[0]) * (box[3] - box[1]);
    for (int c = 0; c < 3; c++) {
      small[at + c] = (byte) (alphas == 0 ? 0 : (sums[c] + alphas / 2) / alphas);
    }
    small[at + 3] = (byte) ((alphas + pixels / 2) / pixels);
  }

  private static boolean isEmpty(byte[] rgba) {
    for (int at = 3; at < rgba.length; at += 4) {
      if (rgba[at] != 0) {
        return false;
      }
    }
    return true;
  }
}
