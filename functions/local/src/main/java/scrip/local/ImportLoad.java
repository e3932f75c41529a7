package scrip.local;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import scrip.access.Caller;
import scrip.access.Clients;
import scrip.access.Rights;
import scrip.imports.CommitImport;
import scrip.imports.CommitImports;
import scrip.imports.Import;
import scrip.imports.ImportLeases;
import scrip.imports.ImportParts;
import scrip.imports.ImportRefusals;
import scrip.imports.ImportSeals;
import scrip.imports.ImportedCards;
import scrip.imports.ImportedRecipients;
import scrip.imports.ImportedScopes;
import scrip.imports.Imports;
import scrip.imports.ImportsConfig;
import scrip.imports.Kind;
import scrip.imports.ReceiveImport;
import scrip.imports.Takers;
import scrip.imports.WriteBatch;
import scrip.ops.BuildConfig;
import scrip.ops.ErrorLogs;
import scrip.testing.EmbeddedDatabase;
import scrip.testing.Given;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.Wired;
import scrip.voucher.VoucherSecrets;

/**
 * What {@code infra/load/import} measures: a file goes through the classes that the functions use,
 * over one connection as in Lambda, into a database of its own with durable commits. Prints lines
 * of name and value.
 */
public final class ImportLoad {

  private static final String DATABASE = "scrip";

  private ImportLoad() {}

  /**
   * @param arguments directory for the database; file of cards; "serve" to leave the database
   *     running until standard input ends
   */
  public static void main(String[] arguments) throws IOException {
    Path directory = Path.of(arguments[0]);
    try (EmbeddedDatabase server = EmbeddedDatabase.keptIn(directory.resolve("postgres"), 0)) {
      server.migrate(DATABASE);
      TestDatabase database = new TestDatabase(server, DATABASE);
      KeyFile store = KeyFile.in(directory.resolve("keys.json"));
      UUID pool = new Given(database, store, 1).poolOf("Load", 0);
      System.out.println("port " + server.port());
      System.out.println("pool " + pool);
      long postmaster =
          Long.parseLong(
              Files.readAllLines(directory.resolve("postgres/postmaster.pid")).get(0).trim());
      measure(database, store, pool, Path.of(arguments[1]), postmaster);
      System.out.println("ready 1");
      while (System.in.read() >= 0) {
        // Whoever started this compares with the rows that are there.
      }
    }
  }

  private static void measure(
      TestDatabase database, KeyFile store, UUID pool, Path file, long postmaster)
      throws IOException {
    Wired wired =
        new Wired(database, store, 1, Clock.systemUTC(), () -> Uni.createFrom().voidItem());
    Parts parts = new Parts(wired);
    long begun = System.nanoTime();
    UUID id = parts.send(pool, file);
    print("send_seconds", seconds(begun));
    ManagementFactory.getMemoryPoolMXBeans().forEach(MemoryPoolMXBean::resetPeakUsage);
    double java = processorSeconds(ProcessHandle.current());
    double databases = databaseSeconds(postmaster);
    begun = System.nanoTime();
    parts.commit.commit().await().indefinitely();
    double seconds = seconds(begun);
    print("java_seconds", processorSeconds(ProcessHandle.current()) - java);
    print("database_seconds", databaseSeconds(postmaster) - databases);
    Import done = parts.imports.find(id, Clients.ALL).await().indefinitely().orElseThrow();
    System.out.println("state " + done.state());
    print("commit_seconds", seconds);
    print("rows_per_second", done.rows().read() / seconds);
    System.out.println("rows_read " + done.rows().read());
    System.out.println("rows_taken " + done.rows().taken());
    System.out.println("rows_refused " + done.rows().refused());
    parts
        .refusals
        .byReason(id)
        .await()
        .indefinitely()
        .forEach(count -> System.out.println("refused." + count.reason() + " " + count.rows()));
    System.out.println("heap_peak_mb " + (heapPeak() >> 20));
    System.out.println("heap_max_mb " + (Runtime.getRuntime().maxMemory() >> 20));
    wired.close();
  }

  /** The classes of the functions, put together by hand. */
  private static final class Parts {

    private static final Caller OPS =
        new Caller(
            "127.0.0.1",
            new Caller.Agent(UUID.randomUUID(), UUID.randomUUID(), Clients.ALL, Set.of(Rights.OPS)),
            null,
            "load");

    final Imports imports;
    final ImportRefusals refusals;
    final CommitImports commit;
    private final ReceiveImport receive;
    private final ImportsConfig config = Wired.mapped(ImportsConfig.class, Map.of());

    Parts(Wired wired) {
      Pool pool = wired.pool;
      ImportSeals seals = new ImportSeals(wired.sealing);
      ImportParts stored = new ImportParts(pool);
      ImportedCards cards = new ImportedCards(pool);
      ImportLeases leases = new ImportLeases(pool, config);
      imports = new Imports(pool);
      refusals = new ImportRefusals(pool);
      receive = new ReceiveImport(pool, imports, stored, seals, wired.audit, wired.ids, config);
      Takers takers =
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
              Clock.systemUTC());
      WriteBatch write = new WriteBatch(pool, leases, refusals, seals);
      CommitImport one =
          new CommitImport(
              pool, imports, leases, stored, seals, takers, write, wired.audit, config);
      commit =
          new CommitImports(
              leases,
              one,
              cards,
              wired.line,
              new ErrorLogs(pool, Wired.mapped(BuildConfig.class, Map.of())),
              config);
    }

    UUID send(UUID pool, Path file) throws IOException {
      Import begun = receive.begin(OPS, Kind.CARDS, pool, "load.csv").await().indefinitely();
      int number = 0;
      try (InputStream in = Files.newInputStream(file)) {
        byte[] part = in.readNBytes(config.partAtMost());
        while (part.length > 0) {
          receive.part(begun, ++number, part).await().indefinitely();
          part = in.readNBytes(config.partAtMost());
        }
      }
      receive.commit(OPS, begun, number).await().indefinitely();
      return begun.id();
    }
  }

  private static long heapPeak() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .mapToLong(pool -> pool.getPeakUsage().getUsed())
        .sum();
  }

  /** Of the server's processes that still run: the one connection is still open. */
  private static double databaseSeconds(long postmaster) {
    return ProcessHandle.of(postmaster)
        .orElseThrow()
        .children()
        .mapToDouble(ImportLoad::processorSeconds)
        .sum();
  }

  private static double processorSeconds(ProcessHandle process) {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toMillis() / 1e3;
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static void print(String name, double value) {
    System.out.printf(java.util.Locale.ROOT, "%s %.2f%n", name, value);
  }
}
