package scrip.imports;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Files as people make them, cut anywhere. */
class CsvRowsTest {

  private static final String AWKWARD =
      "\uFEFFcode,number\r\n"
          + "A1,1\r\n"
          + "\"A,2\",\"say \"\"2\"\"\"\n"
          + "\r\n"
          + "\"A\r\n3\",3\r"
          + "\"A4\"x,4\n"
          + "Ä5€😀,5\n"
          + "A6\n"
          + "A7,7,7\n"
          + "\"A8,8\nA9,9\n\"A10\",10";

  @Test
  void every_cut_gives_the_same_rows() {
    byte[] file = AWKWARD.getBytes(StandardCharsets.UTF_8);
    List<String> whole = rows(file);
    assertEquals(
        List.of(
            "1 [code|number]",
            "2 [A1|1]",
            "3 [A,2|say \"2\"]",
            "5 [A\r\n3|3]",
            "7 BROKEN_QUOTES [\"A4\"x,4]",
            "8 [Ä5€😀|5]",
            "9 [A6]",
            "10 [A7|7|7]",
            "11 BROKEN_QUOTES [\"A8,8]",
            "12 [A9|9]",
            "13 [A10|10]"),
        whole);
    for (int cut = 1; cut < file.length; cut++) {
      assertEquals(
          whole,
          rows(Arrays.copyOf(file, cut), Arrays.copyOfRange(file, cut, file.length)),
          "cut at " + cut);
    }
    byte[][] single = new byte[file.length][];
    for (int i = 0; i < file.length; i++) {
      single[i] = new byte[] {file[i]};
    }
    assertEquals(whole, rows(single));
  }

  @Test
  void bytes_that_are_no_utf8_cost_their_row_only_and_come_back_as_they_were() {
    byte[] latin = "code\nA1\nB\u00e42\u00ff\nA3\n".getBytes(StandardCharsets.ISO_8859_1);
    List<CsvRow> rows = read(latin);
    assertEquals(RowFault.NOT_UTF8, rows.get(2).broken());
    assertEquals(List.of("A3"), rows.get(3).cells());
    assertArrayEquals(
        "B\u00e42\u00ff".getBytes(StandardCharsets.ISO_8859_1), CsvText.row(rows.get(2).cells()));
    for (int cut = 1; cut < latin.length; cut++) {
      assertEquals(
          rows, read(Arrays.copyOf(latin, cut), Arrays.copyOfRange(latin, cut, latin.length)));
    }
  }

  @Test
  void a_truncated_character_at_the_end_is_reported() {
    List<CsvRow> rows =
        read("code\nA1\nA€".getBytes(StandardCharsets.UTF_8), new byte[] {(byte) 0xE2});
    assertEquals(RowFault.NOT_UTF8, rows.get(2).broken());
  }

  @Test
  void a_quote_that_is_never_closed_costs_one_row_of_a_long_file() {
    StringBuilder file = new StringBuilder("code\n\"A0\n");
    for (int i = 1; i < 50_000; i++) {
      file.append("A").append(i).append('\n');
    }
    List<CsvRow> rows = read(file.toString().getBytes(StandardCharsets.UTF_8));
    assertEquals(50_001, rows.size());
    assertEquals(RowFault.BROKEN_QUOTES, rows.get(1).broken());
    assertEquals(List.of("A49999"), rows.get(50_000).cells());
    assertEquals(50_001, rows.get(50_000).line());
  }

  @Test
  void a_line_without_end_costs_itself() throws Exception {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes("code\n\"".getBytes(StandardCharsets.UTF_8));
    byte[] filler = new byte[300_000];
    Arrays.fill(filler, (byte) 'x');
    file.writeBytes(filler);
    file.writeBytes("\nA2\n".getBytes(StandardCharsets.UTF_8));
    List<CsvRow> rows = read(file.toByteArray());
    assertEquals(RowFault.BROKEN_QUOTES, rows.get(1).broken());
    assertEquals(List.of("A2"), rows.get(2).cells());
    assertEquals(3, rows.size());
  }

  @Test
  void an_empty_file_has_no_rows() {
    assertEquals(List.of(), read(new byte[] {'\n'}));
    assertEquals(List.of(), read("\uFEFF".getBytes(StandardCharsets.UTF_8)));
  }

  private static List<String> rows(byte[]... parts) {
    return read(parts).stream()
        .map(
            row ->
                row.line()
                    + (row.broken() == null ? " " : " " + row.broken() + " ")
                    + "["
                    + String.join("|", row.cells())
                    + "]")
        .toList();
  }

  private static List<CsvRow> read(byte[]... parts) {
    CsvRows rows = new CsvRows(new PartsStream(parts.length, number -> parts[number - 1]));
    List<CsvRow> all = new ArrayList<>();
    for (CsvRow row = rows.next(); row != null; row = rows.next()) {
      all.add(row);
    }
    return all;
  }
}
