package scrip.function.console.imports;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import scrip.imports.Import;
import scrip.imports.ImportRefusals;

/**
 * An import as it is answered.
 *
 * @param source of station_scopes; null for other kinds
 * @param state receiving, waiting, running, done, failed, cancelled
 * @param rowsPerSecond of the run under way or the last one
 * @param secondsLeft an estimate; null unless it runs
 * @param fault why the whole file failed
 * @param refusals how often each reason came up; null in lists
 */
public record ImportView(
    UUID id,
    String kind,
    UUID clientId,
    UUID poolId,
    UUID campaignId,
    String source,
    String fileName,
    String state,
    String madeBy,
    Integer parts,
    long bytes,
    long rowsRead,
    long rowsTaken,
    long rowsRefused,
    long rowsWarned,
    Long rowsPerSecond,
    Long secondsLeft,
    Instant madeAt,
    Instant committedAt,
    Instant startedAt,
    Instant finishedAt,
    String fault,
    List<ImportRefusals.Count> refusals) {

  static ImportView of(Import i, List<ImportRefusals.Count> refusals) {
    return new ImportView(
        i.id(),
        i.kind().word(),
        i.clientId(),
        i.poolId(),
        i.campaignId(),
        i.source(),
        i.fileName(),
        i.state(),
        i.madeBy(),
        i.parts(),
        i.bytes(),
        i.rows().read(),
        i.rows().taken(),
        i.rows().refused(),
        i.rows().warned(),
        i.rowsPerSecond(),
        i.secondsLeft(),
        i.times().made(),
        i.times().committed(),
        i.times().started(),
        i.times().finished(),
        i.fault(),
        refusals);
  }
}
