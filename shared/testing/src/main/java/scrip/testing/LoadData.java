package scrip.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;

/**
 * What the benchmark {@code infra/load/redeem} starts from: a pool of sealed cards and recipients
 * who may redeem them, in the database of a local process. Each run makes a pool and a campaign of
 * its own.
 */
public final class LoadData {

  private static final String PHONE = "+15005550006";

  private LoadData() {}

  /**
   * @param arguments port, database, key file, number of cards, number of codes, file for the codes
   *     (one a line; the pool's id goes into the same name with {@code .pool})
   */
  public static void main(String[] arguments) throws IOException {
    if (arguments.length != 6) {
      throw new IllegalArgumentException("PORT DATABASE KEY_FILE CARDS CODES OUTPUT");
    }
    EmbeddedDatabase server = EmbeddedDatabase.at(Integer.parseInt(arguments[0]));
    TestDatabase database = new TestDatabase(server, arguments[1]);
    KeyFile keys = KeyFile.in(Path.of(arguments[2]));
    Given given = new Given(database, keys, new SecureRandom().nextLong());
    Path output = Path.of(arguments[5]);
    String name = "Load " + UUID.randomUUID();

    UUID pool = given.poolOf(name, Integer.parseInt(arguments[3]));
    UUID campaign = given.campaign(pool, name);
    List<String> codes = given.recipients(campaign, "Ada", PHONE, Integer.parseInt(arguments[4]));

    Files.write(output, codes, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING);
    Files.writeString(Path.of(output + ".pool"), pool.toString());
  }
}
