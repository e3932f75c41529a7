package scrip.ops;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MaskedQueryTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SELECT * FROM t WHERE phone = '+15005550006'|SELECT * FROM t WHERE phone = ?",
        "SELECT 'it''s', \"a'b\", 'x'|SELECT ?, \"a'b\", ?",
        "SELECT E'a\\'b', 'secret'|SELECT ?, ?",
        "SELECT e'a\\\\', 'secret'|SELECT ?, ?",
        "SELECT $$it's$$, 'secret'|SELECT ?, ?",
        "SELECT $a$ $$ ' $a$, 'secret'|SELECT ?, ?",
        "SELECT '$$', 'secret', '$$'|SELECT ?, ?, ?",
        "SELECT $1, $2::text FROM t1 WHERE n = 1500 AND x<2.5e3|SELECT $1, $2::text FROM t1 WHERE n = ? AND x<?",
        "SELECT 1 -- for ada@example.com|SELECT ? ?",
        "SELECT /* for 'ada' */ n FROM t|SELECT ? n FROM t",
        "SELECT 'cut off in the mid|SELECT ?",
        "SELECT $$cut off|SELECT ?",
        "SELECT E'cut off\\|SELECT ?",
        "SELECT /* cut off|SELECT ?",
        "SELECT \"cut off|SELECT \"cut off"
      })
  void values_are_masked_and_names_stay(String query, String masked) {
    assertEquals(masked, MaskedQuery.of(query));
  }

  @Test
  void a_long_statement_is_cut_and_lines_become_one() {
    assertEquals("SELECT n FROM t", MaskedQuery.of("SELECT n\n  FROM t\n"));
    assertEquals(MaskedQuery.LENGTH + 1, MaskedQuery.of("SELECT " + "n, ".repeat(1000)).length());
    assertTrue(MaskedQuery.of("SELECT '" + "x".repeat(100_000)).endsWith("?"));
    assertNull(MaskedQuery.of(null));
  }
}
