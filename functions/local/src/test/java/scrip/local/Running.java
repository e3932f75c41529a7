package scrip.local;

import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import scrip.testing.Given;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Victim;

/** The packaged process, started once for all tests that only use it. */
final class Running {

  private static Victim process;

  private Running() {}

  static synchronized Victim process() {
    if (process == null) {
      Path home = Path.of("target", "running", UUID.randomUUID().toString()).toAbsolutePath();
      process =
          new Victim(Path.of("target", "quarkus-app", "quarkus-run.jar"), home, Map.of()).start();
      Runtime.getRuntime().addShutdownHook(new Thread(process::close));
    }
    return process;
  }

  static TestDatabase database() {
    return new TestDatabase(process().database(), LocalProcess.DATABASE);
  }

  static Given given() {
    return new Given(
        database(), KeyFile.in(process().home().resolve("keys.json")), System.nanoTime());
  }

  /** Lifts the limits of this machine, for a test that asks a lot. */
  static void allowLoopback() {
    database()
        .update(
            "INSERT INTO limit_allowances (network, reason, expires_at)"
                + " VALUES ('127.0.0.0/8', 'tests', now() + INTERVAL '1 hour')");
  }
}
