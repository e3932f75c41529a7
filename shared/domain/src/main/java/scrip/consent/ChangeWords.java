package scrip.consent;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import scrip.access.Caller;
import scrip.audit.AuditLog;
import scrip.problem.Fault;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Changes which words mean what, from the next message on. */
@ApplicationScoped
public class ChangeWords {

  public static final int WORDS_AT_MOST = 60;
  public static final int CHARACTERS_AT_MOST = 40;

  private final Pool pool;
  private final WordLists lists;
  private final AuditLog audit;

  public ChangeWords(Pool pool, WordLists lists, AuditLog audit) {
    this.pool = pool;
    this.lists = lists;
    this.audit = audit;
  }

  /**
   * Puts words in the place of a list. The same words again change nothing, and nothing is noted.
   *
   * @param words 1 to {@value #WORDS_AT_MOST}; kept as they are compared
   * @throws Refused not-found, for a key that is none of these; invalid-request with every fault: a
   *     word without letters, too long, twice, in another list as well; STOP, START or HELP missing
   *     from their own
   */
  public Uni<WordList> change(String key, List<String> words, String reason, Caller by) {
    return pool.withTransaction(
        transaction ->
            lists
                .lock(transaction)
                .chain(
                    all -> {
                      WordList old = one(all, key);
                      List<String> normal = checked(all, old, words);
                      if (normal.equals(old.value())) {
                        return Uni.createFrom().item(old);
                      }
                      return lists
                          .write(transaction, key, normal, by.name())
                          .chain(() -> audit.write(transaction, entry(old, normal, reason, by)))
                          .chain(() -> lists.lock(transaction))
                          .map(changed -> one(changed, key));
                    }));
  }

  private static WordList one(List<WordList> all, String key) {
    return all.stream()
        .filter(list -> list.key().equals(key))
        .findFirst()
        .orElseThrow(
            () -> new Refused(RequestRefusal.NOT_FOUND, "There is no setting of that name."));
  }

  private static List<String> checked(List<WordList> all, WordList old, List<String> words) {
    List<Fault> faults = new ArrayList<>();
    List<String> normal = words.stream().map(Words::normal).toList();
    if (words.isEmpty() || words.size() > WORDS_AT_MOST) {
      faults.add(new Fault("/value", "must be 1 to " + WORDS_AT_MOST + " words"));
    }
    for (int i = 0; i < Math.min(normal.size(), WORDS_AT_MOST); i++) {
      String word = normal.get(i);
      String fault = fault(all, old, normal.subList(0, i), word);
      if (fault != null) {
        faults.add(new Fault("/value/" + i, fault));
      }
    }
    // Networks and carriers promise these to everybody, in every country.
    if (List.of(Meaning.STOP, Meaning.START, Meaning.HELP).contains(old.meaning())
        && !normal.contains(old.meaning().name())) {
      faults.add(new Fault("/value", "must hold " + old.meaning().name()));
    }
    if (!faults.isEmpty()) {
      throw Refused.invalid(faults);
    }
    return normal;
  }

  private static String fault(List<WordList> all, WordList old, List<String> before, String word) {
    if (word.isEmpty() || word.length() > CHARACTERS_AT_MOST) {
      return "must be 1 to " + CHARACTERS_AT_MOST + " letters, digits and spaces";
    }
    if (before.contains(word)) {
      return "is there twice; accents, case and punctuation do not count";
    }
    return all.stream()
        .filter(list -> !list.key().equals(old.key()))
        .filter(list -> list.value().stream().map(Words::normal).anyMatch(word::equals))
        .findFirst()
        .map(list -> "is in " + list.key() + " already")
        .orElse(null);
  }

  private static AuditLog.Entry entry(WordList old, List<String> now, String reason, Caller by) {
    return new AuditLog.Entry(
        by.name(),
        "change-setting",
        "settings",
        old.key(),
        reason,
        JsonObject.of("from", new JsonArray(old.value()), "to", new JsonArray(now)),
        by.requestId());
  }
}
