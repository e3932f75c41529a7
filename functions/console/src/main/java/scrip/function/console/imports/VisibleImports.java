package scrip.function.console.imports;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.imports.Import;
import scrip.imports.Imports;
import scrip.imports.Kind;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Which imports a caller may see and which they may make: each kind has its own rights. */
@ApplicationScoped
public class VisibleImports {

  private static final Set<String> OF_CARDS = Set.of(Rights.ADMIN, Rights.OPS, Rights.STOCK);
  private static final Set<String> OF_RECIPIENTS =
      Set.of(Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.LISTS);
  private static final Set<String> OF_SCOPES =
      Set.of(Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.VOUCHERS);
  private static final Set<String> READERS = Set.of(Rights.VIEWER, Rights.READ);

  private final Imports imports;

  VisibleImports(Imports imports) {
    this.imports = imports;
  }

  /** The kinds whose imports a caller may look at. */
  List<Kind> kinds(Caller caller) {
    return Stream.of(Kind.values())
        .filter(kind -> may(caller, kind) || READERS.stream().anyMatch(caller.agent()::may))
        .toList();
  }

  /**
   * Lets pass who may make and change imports of a kind.
   *
   * @throws Refused forbidden
   */
  void expectMay(Caller caller, Kind kind) {
    if (!may(caller, kind)) {
      throw new Refused(RequestRefusal.FORBIDDEN);
    }
  }

  /** One to look at; not-found for everybody else's. */
  Uni<Import> toRead(Caller caller, String id) {
    return imports
        .find(uuid(id), caller.agent().clients())
        .map(
            found ->
                found
                    .filter(i -> kinds(caller).contains(i.kind()))
                    .orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)));
  }

  /** One to change, or whose rows to fetch. */
  Uni<Import> toChange(Caller caller, String id) {
    return toRead(caller, id).invoke(found -> expectMay(caller, found.kind()));
  }

  static UUID uuid(String typed) {
    try {
      return UUID.fromString(typed);
    } catch (IllegalArgumentException e) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
  }

  private static boolean may(Caller caller, Kind kind) {
    Set<String> rights =
        switch (kind) {
          case CARDS -> OF_CARDS;
          case RECIPIENTS -> OF_RECIPIENTS;
          case STATION_SCOPES -> OF_SCOPES;
        };
    return rights.stream().anyMatch(caller.agent()::may);
  }
}
