package scrip.function.console.cards;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import scrip.function.console.SignedIn;
import scrip.giftcard.ManualAct;
import scrip.http.JsonBody;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * The bodies of requests about cards, as the interface description shows them, and how they and ids
 * in addresses are read.
 */
final class CardRequests {

  static final int BODY_AT_MOST = 16_384;
  static final int CARDS_AT_MOST = 200;

  private static final Pattern UUID_FORM =
      Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
  private static final Pattern CARD_ID = Pattern.compile("[1-9][0-9]{0,17}");

  private CardRequests() {}

  /** To find a card. */
  public record FindCardRequest(
      @Schema(required = true, maxLength = 200, description = "As it was heard") String code,
      @Schema(description = "Left out: every brand") UUID brand) {}

  /** To find a recipient. */
  public record FindRecipientRequest(@Schema(required = true, maxLength = 100) String code) {}

  /** To act on several cards. */
  public record CardsRequest(
      @Schema(required = true) List<Long> cardIds,
      @Schema(required = true, maxLength = 500) String reason) {}

  /** To act on one card. */
  public record ReasonRequest(@Schema(required = true, maxLength = 500) String reason) {}

  /** To release a card. */
  public record ReleaseRequest(
      @Schema(required = true, maxLength = 500) String reason,
      @Schema(
              required = true,
              maxLength = 1000,
              description = "How it is known that nobody has the card; no addresses, no codes")
          String evidence) {}

  /** To move cards to another pool. */
  public record TransferRequest(
      @Schema(required = true) UUID toPool,
      @Schema(description = "How many; or name them in cardIds") Integer cards,
      @Schema(description = "Exactly these, at most 500") List<Long> cardIds,
      @Schema(required = true, maxLength = 500) String reason) {}

  /** To replace a card. */
  public record ReplaceRequest(
      @Schema(required = true, maxLength = 500) String reason,
      @Schema(
              required = true,
              enumeration = {"quarantine", "void"},
              description = "What becomes of the old card")
          String oldCard,
      @Schema(description = "Left out: where the old card went; one that the campaign offers")
          String channel,
      @Schema(description = "Left out: where the old card went") ContactRequest contact) {}

  /** A phone or an e-mail address, not both. */
  public record ContactRequest(String phone, String email) {}

  static JsonBody body(byte[] body) {
    return JsonBody.of(body, BODY_AT_MOST);
  }

  /** The reason that every act has; to be read before {@link JsonBody#done}. */
  static String reason(JsonBody json) {
    return json.text("reason", true, 500);
  }

  static ManualAct act(RoutingContext http, String reason) {
    return new ManualAct(SignedIn.caller(http), reason);
  }

  static UUID[] clients(RoutingContext http) {
    return SignedIn.caller(http).agent().clients().orNull();
  }

  /** An id in an address: what cannot be one is nothing. */
  static UUID uuid(String typed) {
    if (typed == null || !UUID_FORM.matcher(typed).matches()) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
    return UUID.fromString(typed);
  }

  /** A card's id in an address: what cannot be one is nothing. */
  static long cardId(String typed) {
    if (!CARD_ID.matcher(typed).matches()) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
    return Long.parseLong(typed);
  }

  /** The id behind a cursor; 0 for the first page. */
  static long after(String[] parts) {
    if (parts == null) {
      return 0;
    }
    if (!CARD_ID.matcher(parts[0]).matches()) {
      throw Refused.invalid("cursor", "is not one that a page before this one gave");
    }
    return Long.parseLong(parts[0]);
  }
}
