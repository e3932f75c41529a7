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
import scrip.giftcard.RedeemRefusal;
import scrip.http.Problems;
import scrip.problem.Refusal;
import scrip.problem.RequestRefusal;

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
        .values()
        .forEach(path -> path.getOperations().values().forEach(RefusalsFilter::describe));
  }

  private static void describe(Operation operation) {
    Map<String, Object> extensions = operation.getExtensions();
    String feature = extensions == null ? null : (String) extensions.get(EXTENSION);
    if (feature == null) {
      return;
    }
    operation.removeExtension(EXTENSION);
    if (operation.getRequestBody() != null) {
      operation.getRequestBody().removeExtension(EXTENSION);
    }
    if (operation.getParameters() != null) {
      operation.getParameters().forEach(parameter -> parameter.removeExtension(EXTENSION));
    }
    Map<Integer, List<Refusal>> byStatus = new LinkedHashMap<>();
    refusals(feature)
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

  private static List<Refusal> refusals(String feature) {
    List<Refusal> refusals = new ArrayList<>(EVERYWHERE);
    if (feature.equals("redeem")) {
      refusals.addAll(List.of(RedeemRefusal.values()));
      refusals.addAll(
          List.of(
              RequestRefusal.INVALID_REQUEST,
              RequestRefusal.BODY_TOO_LARGE,
              RequestRefusal.UNSUPPORTED_MEDIA_TYPE,
              RequestRefusal.METHOD_NOT_ALLOWED,
              RequestRefusal.IN_FLIGHT,
              RequestRefusal.KEY_REUSED,
              RequestRefusal.TOO_MANY_ATTEMPTS));
    } else {
      refusals.add(RequestRefusal.NOT_FOUND);
      refusals.add(RequestRefusal.METHOD_NOT_ALLOWED);
    }
    return refusals;
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
