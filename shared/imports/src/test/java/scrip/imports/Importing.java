package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import scrip.access.Caller;
import scrip.access.Clients;
import scrip.access.Rights;
import scrip.audit.AuditLog;
import scrip.ops.BuildConfig;
import scrip.ops.ErrorLogs;
import scrip.secrets.SecretStore;
import scrip.testing.TestDatabase;
import scrip.testing.Wired;
import scrip.voucher.VoucherSecrets;

/** Importing without HTTP and without a schedule: as many workers as a test needs. */
final class Importing implements AutoCloseable {

  static final Caller OPS =
      new Caller(
          "203.0.113.7",
          new Caller.Agent(
              new UUID(0, 7), new UUID(0, 8), Clients.ALL, Set.of(Rights.OPS, Rights.REVEAL)),
          null,
          "test");

  final Imports imports;
  final ImportLeases leases;
  final ImportRefusals refusals;
  final ReceiveImport receive;
  final FetchRows fetch;
  final WriteBatch writeBatch;
  final Takers takers;
  final CommitImport commitImport;
  final CommitImports commitImports;
  private final Wired wired;

  Importing(TestDatabase database, SecretStore store, Clock clock, int batch) {
    wired = new Wired(database, store, 1, clock, () -> Uni.createFrom().voidItem());
    Pool pool = wired.pool;
    ImportsConfig config = config(Map.of("scrip.imports.batch", Integer.toString(batch)));
    ImportSeals seals = new ImportSeals(wired.sealing);
    ImportParts parts = new ImportParts(pool);
    ImportedCards cards = new ImportedCards(pool);
    imports = new Imports(pool);
    leases = new ImportLeases(pool, config);
    refusals = new ImportRefusals(pool);
    receive = new ReceiveImport(pool, imports, parts, seals, wired.audit, wired.ids, config);
    fetch = new FetchRows(pool, imports, refusals, new ImportCodes(), seals, wired.audit, config);
    writeBatch = new WriteBatch(pool, leases, refusals, seals);
    takers =
        new Takers(
            pool,
            cards,
            new ImportedRecipients(pool),
            new ImportedScopes(),
            wired.secrets,
            new VoucherSecrets(wired.keys, wired.sealing),
            wired.dataKeys,
            wired.keys,
            seals,
            wired.ids,
            clock);
    commitImport =
        new CommitImport(
            pool, imports, leases, parts, seals, takers, writeBatch, wired.audit, config);
    commitImports =
        new CommitImports(
            leases,
            commitImport,
            cards,
            wired.line,
            new ErrorLogs(pool, Wired.mapped(BuildConfig.class, Map.of())),
            config);
  }

  Pool pool() {
    return wired.pool;
  }

  AuditLog audit() {
    return wired.audit;
  }

  static ImportsConfig config(Map<String, String> settings) {
    return Wired.mapped(ImportsConfig.class, settings);
  }

  /** Sends a file in parts of that size and commits it; nobody has worked on it yet. */
  UUID send(Kind kind, UUID owner, byte[] file, int partSize) {
    return send(kind, owner, null, file, partSize);
  }

  /** The same with the source of scopes. */
  UUID send(Kind kind, UUID owner, String source, byte[] file, int partSize) {
    Import begun = receive.begin(OPS, kind, owner, source, "cards.csv").await().indefinitely();
    int parts = 0;
    for (int from = 0; from < file.length; from += partSize) {
      parts++;
      receive
          .part(
              begun, parts, Arrays.copyOfRange(file, from, Math.min(file.length, from + partSize)))
          .await()
          .indefinitely();
    }
    receive.commit(OPS, begun, parts).await().indefinitely();
    return begun.id();
  }

  /** Sends a file and works on everything that waits. */
  Import take(Kind kind, UUID owner, String file) {
    UUID id = send(kind, owner, file.getBytes(StandardCharsets.UTF_8), 1 << 20);
    commitImports.commit().await().indefinitely();
    return find(id);
  }

  /** Sends scopes of a client and works on everything that waits. */
  Import takeScopes(UUID client, String source, String file) {
    UUID id =
        send(Kind.STATION_SCOPES, client, source, file.getBytes(StandardCharsets.UTF_8), 1 << 20);
    commitImports.commit().await().indefinitely();
    return find(id);
  }

  Import find(UUID id) {
    return imports.find(id, Clients.ALL).await().indefinitely().orElseThrow();
  }

  /** The file of refused rows. */
  String refused(UUID id) {
    return new String(
        fetch.refused(OPS, find(id), 0).await().indefinitely().csv(), StandardCharsets.UTF_8);
  }

  /** The report as line:field:reason. */
  java.util.List<String> report(UUID id) {
    return refusals.page(id, 0, "", 100_000).await().indefinitely().stream()
        .map(
            e ->
                e.line()
                    + ":"
                    + e.field()
                    + ":"
                    + e.fault().slug()
                    + (e.otherLine() == null ? "" : ":" + e.otherLine())
                    + (e.severity().equals("warning") ? ":warning" : ""))
        .toList();
  }

  @Override
  public void close() {
    wired.close();
  }
}
