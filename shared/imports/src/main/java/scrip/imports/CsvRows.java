package scrip.imports;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The rows of a file after RFC 4180: commas, quotes, line ends of any kind, empty lines left out. A
 * row that cannot be read is a broken row, and reading goes on at the next line.
 */
final class CsvRows {

  private static final int LONGEST_ROW = 1 << 16;

  private final Utf8Reader text;
  private final LinesReader lines;
  private final Cells cells = new Cells();
  private CloseableIterator<CsvRow> rows;
  private boolean nextIsBroken;

  CsvRows(InputStream file) {
    text = new Utf8Reader(file);
    lines = new LinesReader(text);
    beginAfter(0);
  }

  /** The next row; null at the end of the file. */
  CsvRow next() {
    if (nextIsBroken) {
      nextIsBroken = false;
      return broken(cells.begun);
    }
    try {
      if (!rows.hasNext()) {
        return null;
      }
      CsvRow row = rows.next();
      lines.needFrom(row.line());
      if (hasLineEnd(row) && isLast()) {
        // The end of the file closes every quote; this one was not meant to go that far.
        return lines.quotes() % 2 == 1 ? broken(row.line()) : row;
      }
      return text.anyWrong() && row.cells().stream().anyMatch(Utf8::hasEscaped)
          ? new CsvRow(row.line(), row.cells(), RowFault.NOT_UTF8)
          : row;
    } catch (CsvParseException e) {
      return broken(cells.begun);
    }
  }

  private boolean isLast() {
    try {
      return !rows.hasNext();
    } catch (CsvParseException e) {
      nextIsBroken = true;
      return false;
    }
  }

  private CsvRow broken(long line) {
    try {
      lines.needFrom(line);
      String whole = lines.neededLine();
      lines.skipNeededLine();
      beginAfter(line);
      return new CsvRow(line, List.of(whole), RowFault.BROKEN_QUOTES);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasLineEnd(CsvRow row) {
    for (String cell : row.cells()) {
      if (cell.indexOf('\n') >= 0 || cell.indexOf('\r') >= 0) {
        return true;
      }
    }
    return false;
  }

  private void beginAfter(long line) {
    cells.linesBefore = line;
    cells.begun = line + 1;
    rows =
        CsvReader.builder()
            .allowExtraFields(true)
            .allowMissingFields(true)
            .allowExtraCharsAfterClosingQuote(false)
            .maxBufferSize(LONGEST_ROW)
            .build(cells, lines)
            .iterator();
  }

  private static final class Cells extends AbstractBaseCsvCallbackHandler<CsvRow> {

    private List<String> row;
    private long linesBefore;
    private long begun;

    @Override
    protected void handleBegin(long startingLine) {
      row = new ArrayList<>(4);
      begun = linesBefore + startingLine;
    }

    @Override
    protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
      row.add(new String(buffer, offset, length));
    }

    @Override
    protected CsvRow buildRecord() {
      return new CsvRow(begun, row, null);
    }
  }
}
