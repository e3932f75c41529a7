package scrip.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.UUID;

/**
 * What the benchmark {@code infra/load/redeem} starts from: a new pool of sealed cards, and
 * recipients who may redeem them, in the database of a local process.
 */
public final class LoadData {

  private static final String PHONE = "+15005550006";

  private LoadData() {}

  /**
   * @param arguments port of the database, its name, key file, how many cards, how many codes, file
   *     for the codes, one a line
   */
  public static void main(String[] arguments) throws IOException {
    EmbeddedDatabase server = EmbeddedDatabase.at(Integer.parseInt(arguments[0]));
    TestDatabase database = new TestDatabase(server, arguments[1]);
    KeyFile keys = KeyFile.in(Path.of(arguments[2]));
    Given given = new Given(database, keys, new SecureRandom().nextLong());
    String name = "Load " + UUID.randomUUID();
    UUID pool = given.poolOf(name, Integer.parseInt(arguments[3]));
    UUID campaign = given.campaign(pool, name);
    Files.write(
        Path.of(arguments[5]),
        given.recipients(campaign, "Ada", PHONE, Integer.parseInt(arguments[4])));
  }
}
