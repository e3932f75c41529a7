package scrip.imports;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * A file on its way in.
 *
 * @param poolId for cards
 * @param campaignId for recipients
 * @param source of station scopes, import or ocr: what the scopes become the source of
 * @param state receiving, waiting, running, done, failed, cancelled
 * @param parts how many there are; null until they were committed
 * @param header the columns of its first line; null until that was read
 * @param rowsPerSecond of the run that is under way or was the last
 * @param secondsLeft an estimate; null unless it runs
 * @param fault why the whole file failed
 */
public record Import(
    UUID id,
    Kind kind,
    UUID clientId,
    UUID poolId,
    UUID campaignId,
    String source,
    String fileName,
    String state,
    String madeBy,
    Integer parts,
    long bytes,
    List<String> header,
    Rows rows,
    Times times,
    Long rowsPerSecond,
    Long secondsLeft,
    String fault) {

  /** Rows so far; those that were taken or refused are all that were read. */
  public record Rows(long read, long taken, long refused, long warned) {}

  /** Points in time; null where it has not come to it. */
  public record Times(Instant made, Instant committed, Instant started, Instant finished) {}

  public boolean isReceiving() {
    return state.equals("receiving");
  }

  /** The table of what its rows belong to, for the audit. */
  String ownerTable() {
    return switch (kind) {
      case CARDS -> "card_pools";
      case RECIPIENTS -> "campaigns";
      case STATION_SCOPES -> "clients";
    };
  }

  /** What its rows belong to. */
  UUID owner() {
    return switch (kind) {
      case CARDS -> poolId;
      case RECIPIENTS -> campaignId;
      case STATION_SCOPES -> clientId;
    };
  }
}
