package scrip.function.console.cards;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.giftcard.CardLists;
import scrip.giftcard.CardLists.Listed;
import scrip.giftcard.CardStories;
import scrip.giftcard.CardStories.Story;
import scrip.giftcard.FindCard;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** {@code /api/admin/cards}: looking at cards. Never shows a code. */
@Path("/api/admin/cards")
@Produces(MediaType.APPLICATION_JSON)
public class CardsResource {

  private static final Set<String> STATES =
      Set.of("available", "claimed", "sent", "delivered", "quarantined", "void", "expired");

  private final CardLists lists;
  private final CardStories stories;
  private final FindCard findCard;

  public CardsResource(CardLists lists, CardStories stories, FindCard findCard) {
    this.lists = lists;
    this.stories = stories;
    this.findCard = findCard;
  }

  /** A page of cards, for the interface description. */
  public record CardPage(List<Listed> data, String nextCursor) {}

  /** What was found. */
  public record Found(List<Listed> cards) {}

  @GET
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.AGENT,
    Rights.VIEWER,
    Rights.READ,
    Rights.STOCK
  })
  @Operation(
      summary = "List the cards of a pool",
      description =
          "By id, with last four, state and expiry. pool is required; status is one of available, claimed, sent,"
              + " delivered, quarantined, void, expired.")
  @APIResponseSchema(value = CardPage.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "cards")
  public Uni<Page<Listed>> list(
      @QueryParam("pool") String pool,
      @QueryParam("status") String status,
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    if (pool == null) {
      throw Refused.invalid("pool", "is required: the id of a pool");
    }
    if (status != null && !STATES.contains(status)) {
      throw Refused.invalid("status", "must be one of " + String.join(", ", STATES));
    }
    int rows = Page.limit(limit);
    UUID[] clients = CardRequests.clients(http);
    UUID id = CardRequests.uuid(pool);
    long after = CardRequests.after(Page.parts(cursor, 1));
    return lists
        .seesPool(id, clients)
        .chain(
            sees -> {
              if (!sees) {
                throw new Refused(RequestRefusal.NOT_FOUND, "There is no such pool.");
              }
              return lists.ofPool(id, clients, status, after, rows + 1);
            })
        .map(found -> page(found, rows, card -> Page.cursor(Long.toString(card.id()))));
  }

  @GET
  @Path("/{id}")
  @RolesAllowed({
    Rights.ADMIN,
    Rights.OPS,
    Rights.DATA_OPS,
    Rights.AGENT,
    Rights.VIEWER,
    Rights.READ,
    Rights.STOCK
  })
  @Operation(
      summary = "Tell a card's whole story",
      description =
          "Where it came from, who held it, every delivery, attempt, reveal, replacement and act, in the order of time."
              + " Contacts are masked.")
  @APIResponseSchema(value = Story.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "cards")
  public Uni<Story> story(@PathParam("id") String id, @Context RoutingContext http) {
    return stories.tell(CardRequests.cardId(id), CardRequests.clients(http));
  }

  @POST
  @Path("/find")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed({Rights.ADMIN, Rights.OPS, Rights.AGENT})
  @Operation(
      summary = "Find a card by its code",
      description =
          "For a code that somebody reads out. Audited, without the code; finding nothing is charged to the caller's"
              + " budget of failures.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = CardRequests.FindCardRequest.class),
              example = "{\"code\":\"GC12345678901234\"}"))
  @APIResponseSchema(value = Found.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "find")
  public Uni<Found> find(byte[] body, @Context RoutingContext http) {
    JsonBody json = CardRequests.body(body);
    String code = json.text("code", true, 200);
    UUID brand = json.uuid("brand", false);
    json.done();
    return findCard.find(code, brand, SignedIn.caller(http)).map(Found::new);
  }

  /** A page of what was read one row too far. */
  static <T> Page<T> page(List<T> found, int rows, Function<T, String> cursor) {
    return found.size() <= rows
        ? new Page<>(found, null)
        : new Page<>(List.copyOf(found.subList(0, rows)), cursor.apply(found.get(rows - 1)));
  }
}
