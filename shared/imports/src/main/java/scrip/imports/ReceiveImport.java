package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import scrip.access.Caller;
import scrip.access.Clients;
import scrip.audit.AuditLog;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.Sealing;
import scrip.time.Ids;

/**
 * Receives a file: begun, sent in parts in any order, committed with their number, or cancelled.
 * Whether a part is the same as before is seen by opening the one that is kept: a plain digest of a
 * short part would give its codes away.
 */
@ApplicationScoped
public class ReceiveImport {

  private final Pool pool;
  private final Imports imports;
  private final ImportParts parts;
  private final ImportSeals seals;
  private final AuditLog audit;
  private final Ids ids;
  private final ImportsConfig config;

  public ReceiveImport(
      Pool pool,
      Imports imports,
      ImportParts parts,
      ImportSeals seals,
      AuditLog audit,
      Ids ids,
      ImportsConfig config) {
    this.pool = pool;
    this.imports = imports;
    this.parts = parts;
    this.seals = seals;
    this.audit = audit;
    this.ids = ids;
    this.config = config;
  }

  /**
   * Begins an import of cards or recipients.
   *
   * @param owner the pool of cards, the campaign of recipients
   * @throws Refused not-found, when the caller has no such pool or campaign, or the pool is
   *     archived
   */
  public Uni<Import> begin(Caller caller, Kind kind, UUID owner, String fileName) {
    return begin(caller, kind, owner, null, fileName);
  }

  /**
   * Begins an import.
   *
   * @param owner the pool of cards, the campaign of recipients, the client of station scopes
   * @param source of station scopes, import or ocr; null for others
   * @throws Refused not-found, when the caller has no such owner, or the pool is archived
   */
  public Uni<Import> begin(Caller caller, Kind kind, UUID owner, String source, String fileName) {
    UUID id = ids.next();
    var begun =
        new Imports.Begun(id, kind, owner, source, fileName, caller.name(), seals.newKey(id));
    Clients clients = caller.agent().clients();
    return pool.withTransaction(
        connection ->
            imports
                .begin(connection, begun, clients)
                .chain(
                    known -> {
                      if (!known) {
                        throw new Refused(
                            RequestRefusal.NOT_FOUND,
                            "There is no such " + kind.owner().replace("Id", "."));
                      }
                      return audit.write(connection, entry(caller, id, "import-begun", kind));
                    })
                .chain(() -> imports.find(connection, id, clients))
                .map(found -> found.orElseThrow()));
  }

  /**
   * Keeps a part; the same bytes again change nothing.
   *
   * @param number from 1
   * @throws Refused body-too-large; invalid-request; part-differs; import-closed
   */
  public Uni<Void> part(Import of, int number, byte[] bytes) {
    if (bytes.length > config.partAtMost()) {
      throw new Refused(
          RequestRefusal.BODY_TOO_LARGE,
          "Send parts of at most " + config.partAtMost() + " bytes.");
    }
    if (bytes.length == 0) {
      throw Refused.invalid("", "a part has at least one byte");
    }
    if (number < 1 || number > config.partsAtMost()) {
      throw Refused.invalid("number", "parts are numbered from 1 to " + config.partsAtMost());
    }
    return imports
        .key(pool, of.id())
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .chain(
            key ->
                parts
                    .put(
                        of.id(),
                        number,
                        bytes.length,
                        seals.seal(key, of.id(), ImportSeals.Piece.PART, number, bytes))
                    .chain(
                        kept ->
                            kept ? Uni.createFrom().voidItem() : compare(of, key, number, bytes)));
  }

  /**
   * Says that all parts were sent. A repeat with the same number changes nothing.
   *
   * @throws Refused parts-missing with the numbers; import-closed
   */
  public Uni<Import> commit(Caller caller, Import of, int count) {
    return pool.withTransaction(
        connection ->
            imports
                .lock(connection, of.id())
                .chain(
                    locked ->
                        committed(locked, count)
                            ? Uni.createFrom().voidItem()
                            : parts
                                .missing(connection, of.id(), count)
                                .chain(
                                    missing ->
                                        parts
                                            .come(connection, of.id())
                                            .invoke(come -> complete(missing, come, count)))
                                .chain(() -> imports.commit(connection, of.id(), count))
                                .chain(
                                    () ->
                                        audit.write(
                                            connection,
                                            entry(caller, of.id(), "import-committed", of.kind()))))
                .chain(() -> imports.find(connection, of.id(), Clients.ALL))
                .map(found -> found.orElseThrow()));
  }

  /**
   * Gives an import up while nothing of it was committed. A repeat changes nothing.
   *
   * @throws Refused import-under-way
   */
  public Uni<Void> cancel(Caller caller, Import of) {
    if (of.state().equals("cancelled")) {
      return Uni.createFrom().voidItem();
    }
    return pool.withTransaction(
        connection ->
            imports
                .cancel(connection, of.id(), "Cancelled by " + caller.name() + ".")
                .chain(
                    cancelled -> {
                      if (!cancelled) {
                        throw new Refused(ImportRefusal.IMPORT_UNDER_WAY);
                      }
                      return audit.write(
                          connection, entry(caller, of.id(), "import-cancelled", of.kind()));
                    }));
  }

  private Uni<Void> compare(Import of, Sealing.DataKey key, int number, byte[] bytes) {
    return parts
        .get(of.id(), number)
        .emitOn(Infrastructure.getDefaultWorkerPool())
        .invoke(
            kept -> {
              if (kept.isEmpty()) {
                throw new Refused(ImportRefusal.IMPORT_CLOSED);
              }
              byte[] before = seals.open(key, of.id(), ImportSeals.Piece.PART, number, kept.get());
              if (!Arrays.equals(before, bytes)) {
                throw new Refused(ImportRefusal.PART_DIFFERS);
              }
            })
        .replaceWithVoid();
  }

  private static boolean committed(Row locked, int count) {
    if (locked.getString("state").equals("receiving")) {
      return false;
    }
    if (locked.getString("state").equals("cancelled") || locked.getInteger("parts") != count) {
      throw new Refused(ImportRefusal.IMPORT_CLOSED);
    }
    return true;
  }

  private static void complete(List<Integer> missing, ImportParts.Come come, int count) {
    if (!missing.isEmpty() || come.last() > count) {
      throw new Refused(ImportRefusal.PARTS_MISSING)
          .with("missing", missing)
          .with("received", come.parts());
    }
  }

  private static AuditLog.Entry entry(Caller caller, UUID id, String action, Kind kind) {
    return new AuditLog.Entry(
        caller.name(),
        action,
        "imports",
        id.toString(),
        "import of a file",
        new JsonObject().put("kind", kind.word()),
        caller.requestId());
  }
}
