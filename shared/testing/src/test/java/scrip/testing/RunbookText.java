package scrip.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The SQL of a runbook, as it stands in its text. */
final class RunbookText {

  private static final Pattern BLOCK = Pattern.compile("```sql\\n(.*?)```", Pattern.DOTALL);

  private RunbookText() {}

  /** Every statement of every block, in the order of the text, on one line and without comments. */
  static List<String> statements(String resource) {
    return statementsIn(text(resource));
  }

  static List<String> statementsIn(String text) {
    List<String> statements = new ArrayList<>();
    Matcher blocks = BLOCK.matcher(text);
    while (blocks.find()) {
      String code =
          blocks
              .group(1)
              .lines()
              .filter(line -> !line.strip().startsWith("--"))
              .collect(Collectors.joining("\n"));
      for (String statement : code.split(";")) {
        String line = statement.strip().replaceAll("\\s+", " ");
        if (!line.isEmpty()) {
          statements.add(line);
        }
      }
    }
    return statements;
  }

  private static String text(String resource) {
    try (var in = RunbookText.class.getResourceAsStream("/runbooks/" + resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
