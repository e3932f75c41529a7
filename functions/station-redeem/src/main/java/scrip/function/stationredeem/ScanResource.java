package scrip.function.stationredeem;

import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.ParameterIn;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import scrip.function.stationredeem.StationAnswers.Balance;
import scrip.function.stationredeem.StationAnswers.DayBalance;
import scrip.function.stationredeem.StationAnswers.PastRedemption;
import scrip.function.stationredeem.StationAnswers.RedeemedVoucher;
import scrip.function.stationredeem.StationRequests.ScanRequest;
import scrip.http.EdgeConfig;
import scrip.http.JsonBody;
import scrip.http.Page;
import scrip.http.Repeats;
import scrip.problem.Refused;
import scrip.station.PastRedemptions;
import scrip.station.PastRedemptions.After;
import scrip.station.PastRedemptions.Entry;
import scrip.station.RedeemVoucher;

/** {@code /api/station}: redeeming, and what was redeemed. */
@Path("/api/station")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
public class ScanResource {

  private static final int DAYS = 7;
  private static final int DAYS_AT_MOST = 92;

  private final DeviceCallers devices;
  private final RedeemVoucher redeemVoucher;
  private final PastRedemptions history;
  private final EdgeConfig edge;
  private final Clock clock;

  ScanResource(
      DeviceCallers devices,
      RedeemVoucher redeemVoucher,
      PastRedemptions history,
      EdgeConfig edge,
      Clock clock) {
    this.devices = devices;
    this.redeemVoucher = redeemVoucher;
    this.history = history;
    this.edge = edge;
    this.clock = clock;
  }

  @POST
  @Path("/redeem")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      summary = "Redeem a voucher that was scanned or typed",
      description =
          "Once, whoever else tries. The same key and body get the same answer for ever; a refusal is not kept.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = ScanRequest.class)))
  @Parameter(
      name = StationRequests.KEY_HEADER,
      in = ParameterIn.HEADER,
      required = true,
      description = "Random, made for each scan and kept with it",
      schema = @Schema(pattern = "[A-Za-z0-9._:-]{1,128}"))
  @Parameter(name = DeviceCallers.SESSION_HEADER, in = ParameterIn.HEADER, required = true)
  @APIResponseSchema(value = RedeemedVoucher.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "station")
  public Uni<RedeemedVoucher> redeem(byte[] body, @Context RoutingContext http) {
    String key = Repeats.key(http);
    return devices
        .operator(http)
        .chain(
            device ->
                redeemVoucher.redeem(
                    device,
                    () ->
                        ScanRequest.read(
                            JsonBody.of(body, edge.bodyAtMost()), key, clock.instant())))
        .map(RedeemedVoucher::of);
  }

  @GET
  @Path("/history")
  @Operation(summary = "What this station redeemed, the newest first")
  @Parameter(name = DeviceCallers.SESSION_HEADER, in = ParameterIn.HEADER, required = true)
  @Extension(name = "x-refusals", value = "station")
  public Uni<Page<PastRedemption>> history(
      @QueryParam("limit") String limit,
      @QueryParam("cursor") String cursor,
      @Context RoutingContext http) {
    return devices
        .operator(http)
        .chain(
            device -> {
              int atMost = Page.limit(limit);
              return history
                  .page(device.station().id(), after(cursor), atMost + 1)
                  .map(found -> page(found, atMost));
            });
  }

  @GET
  @Path("/balance")
  @Operation(
      summary = "Sums of this station by day and currency",
      description =
          "Days of its time zone, today the first. What was made void afterwards counts as reversed on the day of its redemption.")
  @Parameter(name = DeviceCallers.SESSION_HEADER, in = ParameterIn.HEADER, required = true)
  @APIResponseSchema(value = Balance.class, responseCode = "200")
  @Extension(name = "x-refusals", value = "station")
  public Uni<Balance> balance(@QueryParam("days") String days, @Context RoutingContext http) {
    return devices
        .operator(http)
        .chain(
            device -> {
              int back = days(days);
              Instant now = clock.instant();
              String zone = device.station().timeZone();
              return history
                  .balance(device.station().id(), zone, back, now)
                  .map(
                      found -> new Balance(found.stream().map(DayBalance::of).toList(), zone, now));
            });
  }

  private static int days(String typed) {
    if (typed == null) {
      return DAYS;
    }
    if (typed.matches("[0-9]{1,3}")) {
      int days = Integer.parseInt(typed);
      if (days >= 1 && days <= DAYS_AT_MOST) {
        return days;
      }
    }
    throw Refused.invalid("days", "must be a whole number from 1 to " + DAYS_AT_MOST);
  }

  private static Page<PastRedemption> page(List<Entry> found, int atMost) {
    boolean more = found.size() > atMost;
    List<Entry> shown = more ? found.subList(0, atMost) : found;
    Entry last = more ? shown.get(atMost - 1) : null;
    return new Page<>(
        shown.stream().map(PastRedemption::of).toList(),
        more ? Page.cursor(last.redeemedAt().toString(), last.id().toString()) : null);
  }

  private static After after(String cursor) {
    String[] parts = Page.parts(cursor, 2);
    try {
      return parts == null ? null : new After(Instant.parse(parts[0]), UUID.fromString(parts[1]));
    } catch (DateTimeParseException | IllegalArgumentException e) {
      throw Refused.invalid("cursor", "is not a nextCursor of this list");
    }
  }
}
