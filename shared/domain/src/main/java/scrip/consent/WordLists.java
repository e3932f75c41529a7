package scrip.consent;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.mutiny.sqlclient.RowSet;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** The lists of words among the settings. They are read anew for every message. */
@ApplicationScoped
public class WordLists {

  private static final Set<String> KEYS =
      Stream.of(Meaning.values())
          .filter(meaning -> meaning != Meaning.OTHER)
          .map(Meaning::key)
          .collect(Collectors.toUnmodifiableSet());

  private static final String ALL =
      """
      SELECT key, value, changed_by, changed_at FROM settings
      WHERE key IN ('inbound.stop', 'inbound.start', 'inbound.help', 'inbound.yes', 'inbound.no') ORDER BY key
      """;

  private static final String WRITE =
      "UPDATE settings SET value = $2, changed_by = $3, changed_at = now() WHERE key = $1";

  private final Pool pool;

  public WordLists(Pool pool) {
    this.pool = pool;
  }

  /**
   * All of them.
   *
   * @throws Refused not-configured, when one is missing or is no list of texts: nothing stands for
   *     it, because a STOP would pass unnoticed
   */
  public Uni<List<WordList>> all() {
    return pool.preparedQuery(ALL).execute().map(WordLists::read);
  }

  /** The same, locked until the end of the transaction, so that no two lists change at once. */
  Uni<List<WordList>> lock(SqlConnection transaction) {
    return transaction.preparedQuery(ALL + " FOR UPDATE").execute().map(WordLists::read);
  }

  Uni<Void> write(SqlConnection transaction, String key, List<String> words, String by) {
    return transaction
        .preparedQuery(WRITE)
        .execute(Tuple.of(key, new JsonArray(words), by))
        .replaceWithVoid();
  }

  private static List<WordList> read(RowSet<Row> rows) {
    List<WordList> lists =
        StreamSupport.stream(rows.spliterator(), false).map(WordLists::list).toList();
    if (!lists.stream().map(WordList::key).collect(Collectors.toSet()).equals(KEYS)) {
      throw unreadable("inbound.*");
    }
    return lists;
  }

  private static WordList list(Row row) {
    String key = row.getString("key");
    List<String> words = new ArrayList<>();
    if (!(row.getValue("value") instanceof JsonArray array)) {
      throw unreadable(key);
    }
    for (Object word : array) {
      if (!(word instanceof String text)) {
        throw unreadable(key);
      }
      words.add(text);
    }
    return new WordList(
        key, words, row.getString("changed_by"), row.getOffsetDateTime("changed_at").toInstant());
  }

  private static Refused unreadable(String key) {
    return new Refused(
        RequestRefusal.NOT_CONFIGURED, "The setting '" + key + "' is missing or is no list.");
  }
}
