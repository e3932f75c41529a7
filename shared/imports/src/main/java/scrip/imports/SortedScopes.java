package scrip.imports;

import io.vertx.mutiny.sqlclient.Row;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import scrip.imports.ImportedScopes.Station;
import scrip.imports.ImportedScopes.Wanted;

/**
 * Rows of a batch, told apart while their vouchers are locked.
 *
 * @param taken in the order of the file; of one voucher the first row that nothing is wrong with
 * @param report rows that were not taken, and warnings
 */
record SortedScopes(List<Scope> taken, List<RefusedRow> report) {

  /** A row that is taken, and what its voucher has until then. */
  record Scope(
      long line,
      UUID voucher,
      UUID station,
      String reason,
      UUID previousStation,
      String previousSource,
      UUID previousImport) {

    boolean changes() {
      return !Objects.equals(station, previousStation);
    }
  }

  /**
   * Tells them apart.
   *
   * @param stations of the client, by code
   * @param vouchers of the client, by the line that names them
   * @param before lines of this file that were taken in batches before, by voucher
   */
  static SortedScopes of(
      List<Wanted> rows,
      Map<String, Station> stations,
      Map<Long, Row> vouchers,
      Map<UUID, Long> before) {
    SortedScopes sorted = new SortedScopes(new ArrayList<>(), new ArrayList<>());
    Map<UUID, Long> lines = new HashMap<>(before);
    for (Wanted row : rows) {
      sorted.add(row, stations, vouchers.get(row.row().line()), lines);
    }
    return sorted;
  }

  /** Those whose voucher gets another station than it has. */
  List<Scope> changed() {
    return taken.stream().filter(Scope::changes).toList();
  }

  private void add(
      Wanted row, Map<String, Station> stations, Row voucher, Map<UUID, Long> linesBefore) {
    RowFault fault = voucher == null ? RowFault.UNKNOWN_VOUCHER : closed(voucher);
    Long other = voucher == null ? null : linesBefore.get(voucher.getUUID("id"));
    if (other != null || fault != null) {
      report.add(
          new RefusedRow(
              row.row(),
              row.field(),
              other == null ? fault : RowFault.VOUCHER_IN_FILE,
              row.masked(),
              other,
              false));
      return;
    }
    Station station = row.station() == null ? null : stations.get(row.station());
    if (row.station() != null && station == null) {
      report.add(
          RefusedRow.of(row.row(), ScopeTaker.STATION, RowFault.UNKNOWN_STATION, row.station()));
      return;
    }
    Scope scope =
        new Scope(
            row.row().line(),
            voucher.getUUID("id"),
            station == null ? null : station.id(),
            row.reason(),
            voucher.getUUID("station_scope"),
            voucher.getString("scope_source"),
            voucher.getUUID("scope_import_id"));
    taken.add(scope);
    linesBefore.put(scope.voucher(), scope.line());
    if (!scope.changes()) {
      warn(row, RowFault.SAME_SCOPE);
    }
    if (station != null && station.closed()) {
      warn(row, RowFault.STATION_CLOSED);
    }
  }

  private void warn(Wanted row, RowFault fault) {
    report.add(RefusedRow.warning(row.row(), ScopeTaker.STATION, fault, row.station()));
  }

  private static RowFault closed(Row voucher) {
    return switch (voucher.getString("status")) {
      case "redeemed" -> RowFault.VOUCHER_REDEEMED;
      case "expired" -> RowFault.VOUCHER_EXPIRED;
      case "void" -> RowFault.VOUCHER_VOID;
      default -> voucher.getBoolean("over") ? RowFault.VOUCHER_EXPIRED : null;
    };
  }
}
