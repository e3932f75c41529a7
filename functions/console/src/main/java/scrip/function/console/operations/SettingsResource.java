package scrip.function.console.operations;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.consent.ChangeWords;
import scrip.consent.WordList;
import scrip.consent.WordLists;
import scrip.function.console.SignedIn;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Repeats;
import scrip.ops.Switch;
import scrip.ops.Switches;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** {@code /api/admin/settings}: what is decided for all clients, such as the words of STOP. */
@Path("/api/admin/settings")
@Tag(name = "Settings")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Rights.ADMIN, Rights.OPS})
public class SettingsResource {

  private final WordLists lists;
  private final ChangeWords changeWords;
  private final Switches switches;
  private final Repeats repeats;
  private final EdgeConfig edge;

  public SettingsResource(
      WordLists lists,
      ChangeWords changeWords,
      Switches switches,
      Repeats repeats,
      EdgeConfig edge) {
    this.lists = lists;
    this.changeWords = changeWords;
    this.switches = switches;
    this.repeats = repeats;
    this.edge = edge;
  }

  /** All settings; there are few: lists of words, and switches. */
  public record Settings(List<WordList> data, List<Switch> switches) {}

  /** A new value, and why. */
  public record Change(List<String> value, String reason) {}

  @GET
  @Operation(
      summary = "All settings",
      description =
          "inbound.stop, .start, .help, .yes and .no: a message that is one of these words, whatever its case, accents"
              + " and punctuation, means that. Among switches: station_redeem_enabled, whether stations redeem vouchers.")
  public Uni<Settings> list() {
    return Uni.combine()
        .all()
        .unis(lists.all(), switches.one(Switch.STATION_REDEEM))
        .with((words, redeem) -> new Settings(words, List.of(redeem)));
  }

  @PUT
  @Path("/{key}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Change a setting",
      description =
          "From the next message on. 1 to 60 words of 1 to 40 characters, none in two lists; STOP, START and HELP stay"
              + " in their own.")
  @RequestBody(
      required = true,
      content =
          @Content(
              schema = @Schema(implementation = Change.class),
              example = "{\"value\":[\"NO\",\"NON\",\"OYA\"],\"reason\":\"N is a name here\"}"))
  @APIResponseSchema(value = WordList.class, responseCode = "200")
  public Uni<WordList> change(
      @PathParam("key") String key, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    expectEvery(caller);
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    List<String> value =
        json.texts("value", ChangeWords.WORDS_AT_MOST, ChangeWords.CHARACTERS_AT_MOST);
    if (!json.has("value")) {
      json.fault("value", "is required");
    }
    String reason = json.text("reason", true, Reason.AT_MOST);
    json.done();
    return repeats.once(
        http,
        caller,
        body,
        WordList.class,
        () -> changeWords.change(key, value == null ? List.of() : value, reason, caller));
  }

  /**
   * Lets pass who may decide for every client.
   *
   * @throws Refused forbidden
   */
  static void expectEvery(Caller caller) {
    if (!caller.agent().clients().every()) {
      throw new Refused(
          RequestRefusal.FORBIDDEN,
          "Settings bind every client: they are for people who see them all.");
    }
  }
}
