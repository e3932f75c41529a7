package scrip.station;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import scrip.station.FoundAnomalies.Span;

/**
 * Looks through what happened at stations since the last look, and a little before it. Business
 * time: everything is measured by the clock that attempts carry.
 */
@ApplicationScoped
public class FindAnomalies {

  private final FoundAnomalies found;
  private final AnomaliesConfig config;
  private final Clock clock;
  private final Pool pool;

  public FindAnomalies(FoundAnomalies found, AnomaliesConfig config, Clock clock, Pool pool) {
    this.found = found;
    this.config = config;
    this.clock = clock;
    this.pool = pool;
  }

  /**
   * One look, in one transaction; a repeat finds nothing new. After a long pause it covers a part
   * of the time and the next look goes on.
   *
   * @return what was done, for people
   */
  public Uni<String> find() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    return pool.withTransaction(
        transaction ->
            found
                .lookedUntil(transaction)
                .map(before -> span(before, now))
                .chain(span -> look(transaction, span, now)));
  }

  private Span span(Instant before, Instant now) {
    // A clock that was set back looks again at what it has seen.
    Instant from = (before.isAfter(now) ? now : before).minus(config.overlap());
    Instant most = from.plus(config.overlap()).plus(config.atOnce());
    return new Span(from, most.isBefore(now) ? most : now);
  }

  private Uni<String> look(SqlConnection transaction, Span span, Instant now) {
    return found
        .severalStations(transaction, span, config.severalStationsWithin())
        .chain(
            several ->
                found
                    .unknownCodes(
                        transaction, span, config.unknownCodesWithin(), config.unknownCodes())
                    .map(unknown -> several + unknown))
        .chain(sum -> found.outsideHours(transaction, span).map(outside -> sum + outside))
        .chain(
            sum -> quiet(transaction, now).map(quiet -> sum + " anomalies at stations, " + quiet))
        .call(() -> found.looked(transaction, span.until()))
        .call(() -> found.tell(transaction));
  }

  private Uni<String> quiet(SqlConnection transaction, Instant now) {
    return found
        .quietNoMore(transaction, now, config.quietFor())
        .chain(
            over ->
                found
                    .quiet(transaction, now, config.quietFor(), config.activeWithin())
                    .map(quiet -> quiet + " quiet, " + over + " no more"));
  }
}
