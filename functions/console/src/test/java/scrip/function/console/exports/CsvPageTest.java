package scrip.function.console.exports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvPageTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "=1+1",
        "+cmd",
        "-2",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "＝1",
        "+1500555A",
        "+1 500 555",
        "+1+1"
      })
  void what_a_spreadsheet_would_compute_gets_an_apostrophe(String cell) {
    assertEquals("'" + cell, CsvPage.safe(cell));
  }

  @ParameterizedTest
  @ValueSource(strings = {"Ada", "", " =1", "+15005550006", "2026-01-01", "a=b", "'"})
  void everything_else_goes_out_as_it_is(String cell) {
    assertEquals(cell, CsvPage.safe(cell));
  }

  @Test
  void rows_follow_rfc_4180() {
    CsvPage page = new CsvPage(1000);
    page.header(List.of("a", "b"));
    page.add(Arrays.asList("x \"y\", z", null));
    page.add(List.of("line\nbreak", "é"));
    assertEquals(
        "a,b\r\n\"x \"\"y\"\", z\",\r\n\"line\nbreak\",é\r\n",
        new String(page.bytes(), StandardCharsets.UTF_8));
  }

  @Test
  void a_full_page_takes_no_more_but_always_one_row() {
    CsvPage page = new CsvPage(20);
    assertTrue(page.add(List.of("éééééééééééééééé")));
    assertFalse(page.add(List.of("x")));
    assertEquals(1, page.rows());
  }
}
