package scrip.local;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The house stays as it was laid out: arrows between rooms, names, sizes, and who may set which
 * key.
 */
class HouseRulesTest {

  private static final Path ROOT = Path.of("../..");
  private static final int LINES_AT_MOST = 250;
  private static final int TEST_LINES_AT_MOST = 450;
  private static final Pattern IMPORT =
      Pattern.compile("^import (?:static )?scrip\\.(\\w+)\\.", Pattern.MULTILINE);
  private static final Pattern NAMELESS =
      Pattern.compile(
          "(Service|Impl|Manager|Helper|Utils?|Dto|Base|Common|Info)\\.java$|^Abstract");

  /** Which packages of the domain each of them may read. */
  private static final Map<String, Set<String>> ARROWS =
      Map.ofEntries(
          Map.entry("problem", Set.of()),
          Map.entry("time", Set.of()),
          Map.entry("money", Set.of()),
          Map.entry("audit", Set.of()),
          Map.entry("secrets", Set.of("problem")),
          Map.entry("access", Set.of("audit", "problem", "secrets", "time")),
          Map.entry("delivery", Set.of("money", "secrets", "time", "problem")),
          Map.entry("supplier", Set.of("audit", "money", "problem", "secrets", "time")),
          Map.entry(
              "giftcard",
              Set.of(
                  "access",
                  "audit",
                  "delivery",
                  "money",
                  "problem",
                  "secrets",
                  "supplier",
                  "time")),
          Map.entry(
              "voucher",
              Set.of(
                  "access",
                  "audit",
                  "delivery",
                  "giftcard",
                  "money",
                  "problem",
                  "secrets",
                  "time")),
          Map.entry(
              "station",
              Set.of(
                  "access",
                  "audit",
                  "delivery",
                  "giftcard",
                  "money",
                  "problem",
                  "secrets",
                  "time",
                  "voucher")),
          Map.entry(
              "consent",
              Set.of("access", "audit", "delivery", "giftcard", "problem", "secrets", "time")),
          Map.entry(
              "rescue",
              Set.of(
                  "access",
                  "audit",
                  "delivery",
                  "giftcard",
                  "money",
                  "problem",
                  "secrets",
                  "time")),
          Map.entry(
              "notification",
              Set.of(
                  "access",
                  "audit",
                  "delivery",
                  "giftcard",
                  "money",
                  "problem",
                  "secrets",
                  "time")),
          Map.entry(
              "ops",
              Set.of(
                  "access",
                  "audit",
                  "delivery",
                  "giftcard",
                  "money",
                  "problem",
                  "secrets",
                  "station",
                  "supplier",
                  "time",
                  "voucher")));

  @Test
  void packages_of_the_domain_read_only_those_below_them() {
    List<String> wrong = new ArrayList<>();
    for (Path file : java("shared/domain/src/main")) {
      String from = file.getParent().getFileName().toString();
      Matcher imports = IMPORT.matcher(text(file));
      while (imports.find()) {
        String to = imports.group(1);
        if (!to.equals(from) && !ARROWS.getOrDefault(from, Set.of()).contains(to)) {
          wrong.add(file.getFileName() + ": " + from + " reads " + to);
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void adapters_and_functions_read_no_other_function() {
    List<String> wrong = new ArrayList<>();
    for (Path file : java("functions", "shared")) {
      String path = ROOT.relativize(file).toString();
      Matcher imports =
          Pattern.compile("^import scrip\\.function\\.(\\w+)\\.", Pattern.MULTILINE)
              .matcher(text(file));
      while (imports.find()) {
        if (!path.contains("/scrip/function/" + imports.group(1) + "/")
            && !path.startsWith("functions/local/")) {
          wrong.add(path + " reads the function " + imports.group(1));
        }
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void the_domain_sees_no_provider_no_cloud_and_no_http() {
    List<String> wrong =
        java("shared/domain/src/main").stream()
            .filter(
                f ->
                    Pattern.compile(
                            "import (com\\.twilio|software\\.amazon|com\\.amazonaws|jakarta\\.ws|java\\.awt)")
                        .matcher(text(f))
                        .find())
            .map(Path::toString)
            .toList();
    assertEquals(List.of(), wrong);
  }

  @Test
  void only_plurals_hold_sql() {
    Set<String> plurals =
        Set.of(
            "HandMadeCards.java",
            "Limits.java",
            "People.java",
            "WaitingList.java",
            "AuditLog.java");
    List<String> wrong =
        java("shared/domain/src/main").stream()
            .filter(f -> text(f).contains("preparedQuery("))
            .map(f -> f.getFileName().toString())
            .filter(name -> !name.endsWith("s.java") && !plurals.contains(name))
            .toList();
    assertEquals(List.of(), wrong);
  }

  @Test
  void names_say_something_and_files_stay_small() {
    List<String> wrong = new ArrayList<>();
    for (Path file : java("functions", "shared")) {
      String name = file.getFileName().toString();
      if (NAMELESS.matcher(name).find()) {
        wrong.add(name + " says nothing");
      }
      long lines = text(file).lines().filter(l -> !l.isBlank() && !l.startsWith("import ")).count();
      boolean test = file.toString().contains("/src/test/");
      if (lines > (test ? TEST_LINES_AT_MOST : LINES_AT_MOST)) {
        wrong.add(name + " has " + lines + " lines");
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void business_rules_take_the_time_from_the_clock() {
    List<String> wrong =
        java(
                "shared/domain/src/main",
                "shared/http/src/main",
                "functions/redeem/src/main",
                "functions/twilio-callback/src/main",
                "functions/sms-retry/src/main")
            .stream()
            .filter(
                f ->
                    Pattern.compile(
                            "(Instant|LocalDate|OffsetDateTime|ZonedDateTime)\\.now\\(\\)|currentTimeMillis")
                        .matcher(text(f))
                        .find())
            .map(Path::toString)
            .toList();
    assertEquals(List.of(), wrong);
  }

  @Test
  void a_function_sets_only_keys_of_its_own_or_values_that_all_share() throws IOException {
    Map<String, String> shared = new HashMap<>();
    List<String> wrong = new ArrayList<>();
    try (Stream<Path> functions = Files.list(ROOT.resolve("functions"))) {
      for (Path function :
          functions
              .filter(f -> Files.exists(f.resolve("src/main/resources/application.properties")))
              .toList()) {
        String name = function.getFileName().toString();
        if (name.equals("local")) {
          continue;
        }
        Properties properties = new Properties();
        try (var in =
            Files.newBufferedReader(
                function.resolve("src/main/resources/application.properties"))) {
          properties.load(in);
        }
        properties.forEach(
            (key, value) -> {
              String other = shared.putIfAbsent((String) key, (String) value);
              if (other != null && !other.equals(value)) {
                wrong.add(name + " sets " + key + " to another value than a function before it");
              }
            });
      }
    }
    assertEquals(List.of(), wrong);
  }

  @Test
  void every_function_has_its_block_its_event_and_its_place_in_the_template() throws IOException {
    String template = Files.readString(ROOT.resolve("sam-template.yaml"));
    List<String> wrong = new ArrayList<>();
    for (String function :
        List.of(
            "redeem",
            "voucher-preview",
            "station-redeem",
            "twilio-callback",
            "console",
            "stuck-card-rescue",
            "sms-retry",
            "watch")) {
      if (!template.contains("functions/" + function + "/target/function.zip")) {
        wrong.add(function + " has no block in sam-template.yaml");
      }
      if (!Files.exists(ROOT.resolve("infra/events/" + function + ".json"))) {
        wrong.add(function + " has no sample event");
      }
    }
    assertEquals(List.of(), wrong);
  }

  private static List<Path> java(String... folders) {
    List<Path> files = new ArrayList<>();
    for (String folder : folders) {
      try (Stream<Path> found = Files.walk(ROOT.resolve(folder))) {
        found
            .filter(f -> f.toString().endsWith(".java") && !f.toString().contains("/target/"))
            .forEach(files::add);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return files;
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
