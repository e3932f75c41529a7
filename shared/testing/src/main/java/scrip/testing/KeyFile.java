package scrip.testing;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.Keys;
import scrip.secrets.SecretStore;

/** The local process' secrets: random keys, made once, in a file that only its owner can read. */
public final class KeyFile implements SecretStore {

  private final Map<String, Map<String, String>> secrets;

  private KeyFile(Map<String, Map<String, String>> secrets) {
    this.secrets = secrets;
  }

  /** The keys in a file; makes them when it is not there yet. */
  public static KeyFile in(Path file) {
    try {
      if (!Files.exists(file)) {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.createFile(
            file,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, new JsonObject(new HashMap<>(randomKeys())).encodePrettily());
      }
      Map<String, String> keys = new HashMap<>();
      new JsonObject(Files.readString(file))
          .forEach(e -> keys.put(e.getKey(), (String) e.getValue()));
      // A file of an older version lacks the keys of newer purposes.
      if (randomKeys().entrySet().stream()
              .filter(one -> keys.putIfAbsent(one.getKey(), one.getValue()) == null)
              .count()
          > 0) {
        Files.writeString(file, new JsonObject(new HashMap<>(keys)).encodePrettily());
      }
      return new KeyFile(new HashMap<>(Map.of(Keys.SECRET, keys)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Keys that nobody keeps. */
  public static KeyFile throwAway() {
    return new KeyFile(new HashMap<>(Map.of(Keys.SECRET, randomKeys())));
  }

  /** The same keys and one more secret. */
  public KeyFile with(String name, Map<String, String> secret) {
    Map<String, Map<String, String>> more = new HashMap<>(secrets);
    more.put(name, secret);
    return new KeyFile(more);
  }

  @Override
  public Map<String, String> read(String name) {
    Map<String, String> secret = secrets.get(name);
    if (secret == null) {
      throw new Refused(RequestRefusal.NOT_CONFIGURED, "There is no secret '" + name + "' here.");
    }
    return secret;
  }

  private static Map<String, String> randomKeys() {
    Map<String, String> keys = new HashMap<>();
    Stream.of(Keys.Purpose.values()).forEach(purpose -> keys.put(purpose.member(), randomKey()));
    Stream.of(Keys.Signing.values())
        .forEach(
            what -> {
              keys.put(what.member(), "1");
              keys.put(what.member() + ".1", randomKey());
            });
    keys.put("kek", "1");
    keys.put("kek.1", randomKey());
    return keys;
  }

  private static String randomKey() {
    byte[] key = new byte[32];
    new SecureRandom().nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }
}
