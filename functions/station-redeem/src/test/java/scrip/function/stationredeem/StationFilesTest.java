package scrip.function.stationredeem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of the page of stations agree with each other and with the rules that they repeat. */
class StationFilesTest {

  private static final Path STATION = Path.of("src/main/resources/META-INF/resources/station");
  private static final Path BUILT = Path.of("target/classes/META-INF/resources/station");

  @Test
  void every_language_says_everything_with_the_same_places() {
    JsonObject english = language("en");
    for (String other : List.of("fr", "rw")) {
      JsonObject words = language(other);
      assertEquals(english.fieldNames(), words.fieldNames(), other);
      for (String name : english.fieldNames()) {
        assertEquals(
            all("\\{\\w+}", english.getString(name)),
            all("\\{\\w+}", words.getString(name)),
            other + " " + name);
      }
    }
  }

  @Test
  void every_text_that_a_screen_names_is_there() {
    Set<String> names =
        language("en").fieldNames().stream()
            .map(name -> name.replaceAll("\\.(one|other)$", ""))
            .collect(Collectors.toSet());
    Set<String> missing = new TreeSet<>();
    for (Path script : scripts()) {
      all("(?<=\\bt\\(')[\\w.]+(?=')|'code\\.\\w+'", text(script)).stream()
          .map(name -> name.replace("'", ""))
          .filter(name -> !names.contains(name))
          .forEach(missing::add);
    }
    assertEquals(Set.of(), missing);
  }

  @Test
  void amounts_have_the_exponents_of_the_norm() {
    Map<String, Integer> own = new TreeMap<>();
    all("[A-Z]{3}: \\d", text(STATION.resolve("js/format.js")))
        .forEach(pair -> own.put(pair.substring(0, 3), pair.charAt(5) - '0'));
    Map<String, Integer> norm = new TreeMap<>();
    for (Currency currency : Currency.getAvailableCurrencies()) {
      if (own.containsKey(currency.getCurrencyCode())) {
        norm.put(currency.getCurrencyCode(), currency.getDefaultFractionDigits());
      }
    }
    assertEquals(norm, own);
    for (String country : Locale.getISOCountries()) {
      Currency currency = Currency.getInstance(new Locale("", country));
      if (currency != null && currency.getDefaultFractionDigits() != 2) {
        assertTrue(own.containsKey(currency.getCurrencyCode()), currency.getCurrencyCode());
      }
    }
  }

  @Test
  void the_alphabet_is_that_of_the_codes() {
    assertTrue(text(STATION.resolve("js/codes.js")).contains("'234679ACEFGHJKMPQRTUWXY'"));
  }

  @Test
  void the_shell_is_all_files_and_a_checksum_over_them() {
    String worker = text(BUILT.resolve("sw.js"));
    Set<String> shell = all("(?<= |')[\\w./-]+\\.(?:js|json|css|svg|png)(?= |')", worker);
    for (Path script : scripts()) {
      assertTrue(shell.contains(STATION.relativize(script).toString()), script.toString());
    }
    assertTrue(shell.containsAll(List.of("station.css", "manifest.json", "scanner/scanner.js")));
    assertTrue(Pattern.compile("'station-shell-[0-9a-f]{64}'").matcher(worker).find());
    assertTrue(Files.exists(BUILT.resolve("scanner/LICENSE.txt")));
  }

  @Test
  void nothing_is_written_into_the_page_and_nothing_secret_into_the_console() {
    for (Path script : scripts()) {
      assertEquals(
          Set.of(),
          all(
              "innerHTML|outerHTML|insertAdjacentHTML|document\\.write|console\\.log|localStorage",
              text(script)),
          script.toString());
    }
  }

  private static JsonObject language(String code) {
    return new JsonObject(text(STATION.resolve("lang").resolve(code + ".json")));
  }

  private static List<Path> scripts() {
    try (Stream<Path> files = Files.walk(STATION.resolve("js"))) {
      return files.filter(file -> file.toString().endsWith(".js")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Set<String> all(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
