package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import scrip.access.Clients;
import scrip.audit.AuditLog;
import scrip.imports.Batches.Batch;
import scrip.imports.ImportLeases.Held;

/**
 * Goes on with one import from where it is, batch by batch; while one is written the next one is
 * read and sealed. Blocks its thread: for workers only.
 */
@ApplicationScoped
public class CommitImport {

  private final Pool pool;
  private final Imports imports;
  private final ImportLeases leases;
  private final ImportParts parts;
  private final ImportSeals seals;
  private final Takers takers;
  private final WriteBatch writeBatch;
  private final AuditLog audit;
  private final ImportsConfig config;

  public CommitImport(
      Pool pool,
      Imports imports,
      ImportLeases leases,
      ImportParts parts,
      ImportSeals seals,
      Takers takers,
      WriteBatch writeBatch,
      AuditLog audit,
      ImportsConfig config) {
    this.pool = pool;
    this.imports = imports;
    this.leases = leases;
    this.parts = parts;
    this.seals = seals;
    this.takers = takers;
    this.writeBatch = writeBatch;
    this.audit = audit;
    this.config = config;
  }

  /**
   * Commits until the file or the time is over.
   *
   * @param until when to stop, by {@link System#nanoTime}
   * @return whether the import is done; otherwise the next run goes on with it
   * @throws FileFault when the file cannot be imported at all
   * @throws LeaseLost when another worker goes on with it
   */
  boolean commit(Held held, long until) {
    Taker<?> taker = takers.of(held).await().indefinitely();
    if (!writeAll(held, taker, until)) {
      leases.giveBack(held).await().indefinitely();
      return false;
    }
    pool.withTransaction(connection -> done(connection, held)).await().indefinitely();
    return true;
  }

  private <T> boolean writeAll(Held held, Taker<T> taker, long until) {
    PartsStream file = new PartsStream(held.of().parts(), number -> part(held, number));
    Batches<T> batches =
        new Batches<>(file, held.of().kind(), taker, Math.min(config.batch(), taker.batchAtMost()));
    long written = held.of().rows().read();
    batches.skip(written);
    Batch<T> batch = batches.next();
    while (batch.read() > 0) {
      if (System.nanoTime() - until > 0) {
        return false;
      }
      CompletionStage<Void> writing =
          writeBatch
              .write(held, taker, batch, written, batches.columns())
              .subscribeAsCompletionStage();
      written += batch.read();
      try {
        batch = batches.next();
      } finally {
        await(writing);
      }
    }
    return true;
  }

  private byte[] part(Held held, int number) {
    byte[] sealed =
        leases
            .renew(pool, held)
            .chain(() -> parts.get(held.id(), number))
            .await()
            .indefinitely()
            .orElseThrow(() -> new IllegalStateException("part " + number + " is missing"));
    return seals.open(held.key(), held.id(), ImportSeals.Piece.PART, number, sealed);
  }

  private Uni<Void> done(SqlConnection connection, Held held) {
    return leases
        .end(connection, held, "done", null)
        .chain(() -> imports.find(connection, held.id(), Clients.ALL))
        .map(found -> found.orElseThrow().rows())
        .chain(
            rows ->
                audit.write(
                    connection,
                    new AuditLog.Entry(
                        held.of().madeBy(),
                        "import",
                        held.of().ownerTable(),
                        held.of().owner().toString(),
                        "import of a file",
                        new JsonObject()
                            .put("import", held.id().toString())
                            .put("taken", rows.taken())
                            .put("refused", rows.refused()),
                        null)));
  }

  private static void await(CompletionStage<Void> writing) {
    try {
      writing.toCompletableFuture().join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
