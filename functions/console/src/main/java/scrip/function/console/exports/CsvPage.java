package scrip.function.console.exports;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A page of CSV by RFC 4180, in UTF-8, that grows until it is full: an answer of the cloud holds 6
 * MB, and the characters that it escapes are taken into account. A cell that a spreadsheet would
 * take for a formula gets an apostrophe before it, so it is never computed; only numbers in E.164
 * go out as they are, because they are nothing but a plus sign and digits.
 */
public final class CsvPage {

  public static final int BYTES_AT_MOST = 4 * 1024 * 1024;

  // Some spreadsheets take the full-width forms for the same characters.
  private static final Pattern FORMULA =
      Pattern.compile("^[=+\\-@\\t\\r\\n\\uff1d\\uff0b\\uff0d\\uff20]");
  private static final Pattern E164 = Pattern.compile("\\+[1-9][0-9]{6,14}");

  private final StringBuilder text = new StringBuilder();
  private final int atMost;
  private long bytes;
  private int rows;

  public CsvPage(int atMost) {
    this.atMost = atMost;
  }

  /** The first page begins with the mark that some spreadsheets need to know UTF-8 by. */
  void mark() {
    append("\ufeff");
  }

  public void header(List<String> names) {
    append(line(names));
  }

  /**
   * Adds a row; null is an empty cell.
   *
   * @return false when it did not fit: the page is full without it
   */
  public boolean add(List<String> cells) {
    String line = line(cells.stream().map(CsvPage::safe).toList());
    if (rows > 0 && bytes + line.getBytes(StandardCharsets.UTF_8).length > atMost) {
      return false;
    }
    append(line);
    rows++;
    return true;
  }

  int rows() {
    return rows;
  }

  public byte[] bytes() {
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }

  static String safe(String cell) {
    return cell == null || E164.matcher(cell).matches() || !FORMULA.matcher(cell).find()
        ? cell
        : "'" + cell;
  }

  private static String line(List<String> cells) {
    StringWriter line = new StringWriter();
    CsvWriter.builder()
        .lineDelimiter(LineDelimiter.CRLF)
        .bufferSize(0)
        .build(line)
        .writeRecord(cells);
    return line.toString();
  }

  private void append(String part) {
    text.append(part);
    bytes += part.getBytes(StandardCharsets.UTF_8).length;
  }
}
