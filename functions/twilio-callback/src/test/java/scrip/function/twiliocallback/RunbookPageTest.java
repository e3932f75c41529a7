package scrip.function.twiliocallback;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import scrip.testing.TestDatabase;

/** Every statement of the page on messages that did not come can be typed by support. */
class RunbookPageTest {

  private static final Path PAGE = Path.of("../../infra/runbooks/sms-not-delivered.md");

  @Test
  void support_can_type_every_statement() throws IOException, SQLException {
    List<String> wrong = new ArrayList<>();
    int typed = 0;
    TestDatabase database = TestDatabase.fresh();
    try (Connection support = database.connectAs("scrip_support")) {
      Matcher block =
          Pattern.compile("```sql\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(PAGE));
      while (block.find()) {
        for (String statement : block.group(1).split(";\\s*\n")) {
          typed++;
          try (var sql = support.createStatement()) {
            sql.execute(statement);
          } catch (SQLException e) {
            wrong.add(e.getMessage() + ": " + statement);
          }
        }
      }
    }

    assertEquals(List.of(), wrong);
    assertTrue(typed >= 8, "the statements are not found any more");
  }
}
