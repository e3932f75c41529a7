package scrip.local;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.MediaType;
import scrip.access.AccessRefusal;
import scrip.function.console.exports.ExportRefusal;
import scrip.function.console.records.RecordsRefusal;
import scrip.function.twiliocallback.CallbackRefusal;
import scrip.giftcard.CardRefusal;
import scrip.giftcard.RedeemRefusal;
import scrip.http.Problems;
import scrip.imports.ImportRefusal;
import scrip.notification.NotificationRefusal;
import scrip.ops.OperationsRefusal;
import scrip.problem.Refusal;
import scrip.problem.RequestRefusal;
import scrip.station.KeepingRefusal;
import scrip.station.StationRefusal;
import scrip.supplier.SupplierRefusal;
import scrip.voucher.PreviewRefusal;
import scrip.voucher.VoucherRefusal;

/**
 * Writes every refusal of an operation into the interface description, from the enums that are
 * thrown.
 */
@OpenApiFilter(OpenApiFilter.RunStage.RUN)
public class RefusalsFilter implements OASFilter {

  private static final String EXTENSION = "x-refusals";

  private static final List<Refusal> EVERYWHERE =
      List.of(
          RequestRefusal.UNAUTHORIZED,
          RequestRefusal.DIRECT_CALL,
          RequestRefusal.NOT_ACCEPTABLE,
          RequestRefusal.INTERNAL,
          RequestRefusal.NOT_CONFIGURED);

  private static final List<Refusal> OF_ADMIN =
      List.of(
          RequestRefusal.INVALID_REQUEST,
          RequestRefusal.FORBIDDEN,
          RequestRefusal.NOT_FOUND,
          RequestRefusal.BODY_TOO_LARGE,
          RequestRefusal.UNSUPPORTED_MEDIA_TYPE,
          RequestRefusal.IN_FLIGHT,
          RequestRefusal.KEY_REUSED);

  /** What an operation that names a feature in {@code x-refusals} may be refused with. */
  private static final Map<String, List<Refusal>> FEATURES =
      Map.ofEntries(
          Map.entry(
              "redeem",
              of(
                  List.of(RedeemRefusal.values()),
                  RequestRefusal.INVALID_REQUEST,
                  RequestRefusal.FORBIDDEN,
                  RequestRefusal.BODY_TOO_LARGE,
                  RequestRefusal.UNSUPPORTED_MEDIA_TYPE,
                  RequestRefusal.IN_FLIGHT,
                  RequestRefusal.KEY_REUSED,
                  RequestRefusal.TOO_MANY_ATTEMPTS)),
          Map.entry("supplier", List.of(SupplierRefusal.values())),
          Map.entry(
              "twilio",
              of(
                  List.of(CallbackRefusal.values()),
                  RequestRefusal.INVALID_REQUEST,
                  RequestRefusal.BODY_TOO_LARGE,
                  RequestRefusal.UNSUPPORTED_MEDIA_TYPE)),
          Map.entry(
              "preview",
              of(
                  List.of(PreviewRefusal.values()),
                  RequestRefusal.INVALID_REQUEST,
                  RequestRefusal.FORBIDDEN,
                  VoucherRefusal.VOUCHER_NOT_FOUND,
                  VoucherRefusal.VOID,
                  RequestRefusal.NOT_FOUND,
                  RequestRefusal.BODY_TOO_LARGE,
                  RequestRefusal.UNSUPPORTED_MEDIA_TYPE)),
          Map.entry("progress", List.of(RequestRefusal.NOT_FOUND)),
          Map.entry("imports", List.of(ImportRefusal.values())),
          Map.entry("scopes", List.of(VoucherRefusal.IMPORT_NOT_ENDED)),
          Map.entry("records", List.of(RecordsRefusal.values())),
          Map.entry("exports", of(List.of(ExportRefusal.values()), AccessRefusal.values())),
          Map.entry("cards", of(List.of(CardRefusal.values()), AccessRefusal.values())),
          Map.entry(
              "replace",
              of(List.of(CardRefusal.values()), RedeemRefusal.POOL_EMPTY, RedeemRefusal.OPTED_OUT)),
          Map.entry(
              "deliveries",
              of(
                  List.of(NotificationRefusal.values()),
                  RedeemRefusal.OPTED_OUT,
                  RedeemRefusal.CONTACT_MISSING,
                  RequestRefusal.TOO_MANY_ATTEMPTS)),
          Map.entry(
              "find", List.of(RequestRefusal.TOO_MANY_ATTEMPTS, RedeemRefusal.CODE_NOT_FOUND)),
          Map.entry(
              "access", of(List.of(AccessRefusal.values()), RequestRefusal.TOO_MANY_ATTEMPTS)),
          Map.entry(
              "vouchers",
              List.of(
                  VoucherRefusal.VOUCHER_NOT_FOUND,
                  VoucherRefusal.NOT_OPEN,
                  VoucherRefusal.ALREADY_VOID,
                  VoucherRefusal.NOT_VOIDABLE,
                  VoucherRefusal.NOT_VOID,
                  VoucherRefusal.ALREADY_REPLACED)),
          Map.entry(
              "find-voucher",
              List.of(
                  VoucherRefusal.VOUCHER_NOT_FOUND,
                  VoucherRefusal.BAD_SIGNATURE,
                  RequestRefusal.TOO_MANY_ATTEMPTS)),
          Map.entry("station", station()),
          Map.entry("stations", List.of(KeepingRefusal.values())),
          Map.entry("operations", List.of(OperationsRefusal.values())));

  private static List<Refusal> station() {
    List<Refusal> all =
        of(
            List.of(StationRefusal.values()),
            RequestRefusal.INVALID_REQUEST,
            RequestRefusal.BODY_TOO_LARGE,
            RequestRefusal.UNSUPPORTED_MEDIA_TYPE,
            RequestRefusal.IN_FLIGHT,
            RequestRefusal.KEY_REUSED,
            RequestRefusal.TOO_MANY_ATTEMPTS);
    all.addAll(
        List.of(
            VoucherRefusal.VOUCHER_NOT_FOUND,
            VoucherRefusal.ALREADY_REDEEMED,
            VoucherRefusal.EXPIRED,
            VoucherRefusal.VOID,
            VoucherRefusal.WRONG_STATION,
            VoucherRefusal.BAD_SIGNATURE));
    return all;
  }

  private static List<Refusal> of(List<? extends Refusal> feature, Refusal... others) {
    List<Refusal> all = new ArrayList<>(feature);
    all.addAll(List.of(others));
    return all;
  }

  @Override
  public void filterOpenAPI(OpenAPI document) {
    document
        .getInfo()
        .title("Scrip")
        .version("1")
        .description("Gift cards and vouchers, each redeemed once.");
    document.getPaths().removePathItem("/runs/{job}");
    document
        .getPaths()
        .getPathItems()
        .forEach(
            (path, item) ->
                item.getOperations()
                    .values()
                    .forEach(operation -> describe(operation, path.startsWith("/api/admin/"))));
  }

  private static void describe(Operation operation, boolean admin) {
    Map<String, Object> extensions = operation.getExtensions();
    String feature = extensions == null ? null : (String) extensions.get(EXTENSION);
    if (feature == null && !admin) {
      return;
    }
    operation.removeExtension(EXTENSION);
    // The annotation is taken for one of everything beside it.
    operation.getResponses().removeExtension(EXTENSION);
    operation
        .getResponses()
        .getAPIResponses()
        .values()
        .forEach(response -> response.removeExtension(EXTENSION));
    if (operation.getRequestBody() != null) {
      operation.getRequestBody().removeExtension(EXTENSION);
    }
    if (operation.getParameters() != null) {
      operation.getParameters().forEach(parameter -> parameter.removeExtension(EXTENSION));
    }
    Map<Integer, List<Refusal>> byStatus = new LinkedHashMap<>();
    refusals(feature, admin)
        .forEach(r -> byStatus.computeIfAbsent(r.status(), s -> new ArrayList<>()).add(r));
    byStatus.forEach(
        (status, refusals) -> {
          MediaType problem = OASFactory.createMediaType();
          refusals.forEach(
              r -> problem.addExample(r.slug(), OASFactory.createExample().value(example(r))));
          operation
              .getResponses()
              .addAPIResponse(
                  Integer.toString(status),
                  OASFactory.createAPIResponse()
                      .description(
                          String.join("; ", refusals.stream().map(Refusal::title).toList()))
                      .content(
                          OASFactory.createContent().addMediaType(Problems.MEDIA_TYPE, problem)));
        });
  }

  private static List<Refusal> refusals(String feature, boolean admin) {
    List<Refusal> refusals = new ArrayList<>(EVERYWHERE);
    refusals.add(RequestRefusal.METHOD_NOT_ALLOWED);
    if (admin) {
      refusals.addAll(OF_ADMIN);
    }
    refusals.addAll(feature == null ? List.of() : FEATURES.getOrDefault(feature, List.of()));
    return refusals.stream().distinct().toList();
  }

  private static Map<String, Object> example(Refusal refusal) {
    Map<String, Object> example = new LinkedHashMap<>();
    example.put("type", "/problems/" + refusal.slug());
    example.put("code", refusal.slug().replace('-', '_'));
    example.put("title", refusal.title());
    example.put("status", refusal.status());
    example.put("detail", refusal.advice());
    example.put("instance", "3f0c6a52-8a57-4e8e-9a43-0d6f0f8f3a11");
    return example;
  }
}
