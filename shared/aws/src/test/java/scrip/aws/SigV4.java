package scrip.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import scrip.access.Hash;

/** Amazon's side of its signature, version 4: what a request should have been signed with. */
final class SigV4 {

  private SigV4() {}

  /** The Authorization header of a request without a query, as Amazon's documents compute it. */
  static String authorization(
      CloudStandIn.Request request, String keyId, String secret, String scope) {
    String[] signedHeaders =
        request.header("Authorization").split("SignedHeaders=")[1].split(",")[0].split(";");
    String headers =
        Arrays.stream(signedHeaders)
            .map(name -> name + ":" + request.header(name).trim() + "\n")
            .collect(Collectors.joining());
    String names = String.join(";", signedHeaders);
    String path =
        Arrays.stream(request.path().split("/"))
            .map(part -> URLEncoder.encode(part, UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
    String canonical =
        String.join("\n", request.method(), path, "", headers, names, sha256(request.body()));
    String toSign =
        String.join(
            "\n", "AWS4-HMAC-SHA256", request.header("X-Amz-Date"), scope, sha256(canonical));
    byte[] key = ("AWS4" + secret).getBytes(UTF_8);
    for (String part : scope.split("/")) {
      key = hmac(key, part);
    }
    return "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s"
        .formatted(keyId, scope, names, HexFormat.of().formatHex(hmac(key, toSign)));
  }

  private static String sha256(String text) {
    return HexFormat.of().formatHex(Hash.sha256(text));
  }

  private static byte[] hmac(byte[] key, String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      return mac.doFinal(text.getBytes(UTF_8));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
