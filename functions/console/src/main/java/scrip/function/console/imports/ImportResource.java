package scrip.function.console.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.ResponseStatus;
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.function.console.SignedIn;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Repeats;
import scrip.imports.ImportsConfig;
import scrip.imports.Kind;
import scrip.imports.ReceiveImport;
import scrip.ops.StartRun;

/** {@code /api/admin/imports}: sending a file. */
@Path("/api/admin/imports")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({
  Rights.ADMIN,
  Rights.OPS,
  Rights.DATA_OPS,
  Rights.STOCK,
  Rights.LISTS,
  Rights.VOUCHERS
})
public class ImportResource {

  private static final List<String> SOURCES = List.of("import", "ocr");
  private static final String COMMIT = "commit-imports-every-1min";

  private final ReceiveImport receive;
  private final VisibleImports visible;
  private final Repeats repeats;
  private final StartRun startRun;
  private final EdgeConfig edge;
  private final ImportsConfig config;

  public ImportResource(
      ReceiveImport receive,
      VisibleImports visible,
      Repeats repeats,
      StartRun startRun,
      EdgeConfig edge,
      ImportsConfig config) {
    this.receive = receive;
    this.visible = visible;
    this.repeats = repeats;
    this.startRun = startRun;
    this.edge = edge;
    this.config = config;
  }

  /**
   * What is to come: cards for a pool, recipients for a campaign, station_scopes for vouchers of a
   * client.
   *
   * @param source of station_scopes: import, or ocr when the list was read by a machine
   */
  public record NewImport(
      String kind, UUID poolId, UUID campaignId, UUID clientId, String source, String fileName) {}

  /** How many parts were sent. */
  public record AllParts(int parts) {}

  @POST
  @ResponseStatus(201)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Begin to send a file",
      description =
          "The file is sent in parts of at most 4 MiB and then committed; a job takes its rows within a minute."
              + " Columns of station_scopes: voucher_id or voucher_code, station_code (empty for any station), reason.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = NewImport.class),
              example =
                  "{\"kind\":\"cards\",\"poolId\":\"0197c6a8-0000-7000-8000-000000000001\",\"fileName\":\"march.csv\"}"))
  @APIResponseSchema(value = ImportView.class, responseCode = "201")
  @Extension(name = "x-refusals", value = "imports")
  public Uni<ImportView> begin(byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    Optional<Kind> kind = Optional.ofNullable(json.text("kind", true, 20)).flatMap(Kind::of);
    String owner = owner(json, kind);
    boolean scopes = kind.filter(Kind.STATION_SCOPES::equals).isPresent();
    String source = json.word("source", scopes, SOURCES);
    String fileName = json.text("fileName", true, 200);
    if (kind.isEmpty()) {
      json.fault("kind", "must be cards, recipients or station_scopes");
    } else if (!scopes && source != null) {
      json.fault("source", "does not go with this kind");
    }
    json.done();
    visible.expectMay(caller, kind.get());
    return repeats.onceWithKey(
        http,
        caller,
        body,
        ImportView.class,
        () ->
            receive
                .begin(caller, kind.get(), VisibleImports.uuid(owner), source, fileName)
                .map(begun -> ImportView.of(begun, null)));
  }

  @PUT
  @Path("/{id}/parts/{number}")
  @Consumes(MediaType.APPLICATION_OCTET_STREAM)
  @ResponseStatus(200)
  @Operation(
      summary = "Send a part of the file",
      description =
          "Bytes of the file, cut anywhere; numbered from 1, in any order. The same bytes again change nothing.")
  @APIResponse(responseCode = "200", description = "The part is kept, sealed.")
  @Extension(name = "x-refusals", value = "imports")
  public Uni<Void> part(
      @PathParam("id") String id,
      @PathParam("number") String number,
      byte[] bytes,
      @Context RoutingContext http) {
    int place = number.matches("[0-9]{1,6}") ? Integer.parseInt(number) : 0;
    return visible
        .toChange(SignedIn.caller(http), id)
        .chain(found -> receive.part(found, place, bytes));
  }

  @POST
  @Path("/{id}/commit")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Say that all parts were sent",
      description = "Refused with the numbers of missing parts. A repeat changes nothing.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AllParts.class),
              example = "{\"parts\":12}"))
  @APIResponseSchema(value = ImportView.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "imports")
  public Uni<ImportView> commit(
      @PathParam("id") String id, byte[] body, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    JsonBody json = JsonBody.of(body, edge.bodyAtMost());
    int parts = json.number("parts", 1, config.partsAtMost(), 0);
    if (parts == 0) {
      json.fault("parts", "is required: how many parts the file has");
    }
    json.done();
    return visible
        .toChange(caller, id)
        .chain(found -> receive.commit(caller, found, parts))
        .call(this::startNow)
        .map(committed -> ImportView.of(committed, null));
  }

  @DELETE
  @Path("/{id}")
  @ResponseStatus(204)
  @Operation(
      summary = "Give an import up",
      description = "While its parts come or it waits; what was sent is deleted.")
  @APIResponse(responseCode = "204", description = "It is cancelled.")
  @Extension(name = "x-refusals", value = "imports")
  public Uni<Void> cancel(@PathParam("id") String id, @Context RoutingContext http) {
    Caller caller = SignedIn.caller(http);
    return visible.toChange(caller, id).chain(found -> receive.cancel(caller, found));
  }

  /** Whose rows they are, by the one member that goes with the kind. */
  private static String owner(JsonBody json, Optional<Kind> kind) {
    String owner = null;
    for (Kind each : Kind.values()) {
      boolean right = kind.filter(each::equals).isPresent();
      String id = json.text(each.owner(), right, 36);
      if (right) {
        owner = id;
      } else if (kind.isPresent() && id != null) {
        json.fault(each.owner(), "does not go with this kind");
      }
    }
    return owner;
  }

  /** Only a help: the job of every minute takes up what this does not start. */
  private Uni<Void> startNow() {
    return startRun.start(COMMIT).onFailure().recoverWithNull();
  }
}
