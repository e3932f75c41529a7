package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.quarkus.hibernate.reactive.panache.PanacheQuery;
import io.quarkus.panache.common.Parameters;
import io.smallrye.mutiny.Uni;
import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import scrip.access.Clients;
import scrip.http.Page;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Which records are asked for. What somebody may not see is not there: a list goes without it, one
 * by its id is not found.
 */
public final class Filter {

  private final StringBuilder where = new StringBuilder("1 = 1");
  private Parameters parameters = new Parameters();

  /** Records of the clients that somebody sees. */
  public static Filter seenBy(Clients clients, String client) {
    Filter filter = new Filter();
    if (!clients.every() && clients.of().isEmpty()) {
      filter.where.append(" and 1 = 0");
    } else if (!clients.every()) {
      filter.and(client + " in :seen", "seen", clients.of());
    }
    return filter;
  }

  /** One more condition with its one parameter. */
  public Filter and(String condition, String parameter, Object value) {
    where.append(" and ").append(condition);
    parameters = parameters.and(parameter, value);
    return this;
  }

  /** The same where a value is given. */
  public Filter andIf(String condition, String parameter, Object value) {
    return value == null ? this : and(condition, parameter, value);
  }

  /** A page in the order of ids. */
  public <E extends PanacheEntityBase, V> Uni<Page<V>> page(
      Search<E> search, String cursor, int limit, Function<E, V> view, Function<V, UUID> id) {
    String[] from = Page.parts(cursor, 1);
    andIf("id > :after", "after", from == null ? null : TypedIds.cursor(from[0]));
    return search
        .find(where + " order by id", parameters)
        .range(0, limit)
        .list()
        .map(
            found -> {
              List<V> data = found.stream().limit(limit).map(view).toList();
              return new Page<>(
                  data,
                  found.size() > limit
                      ? Page.cursor(id.apply(data.get(limit - 1)).toString())
                      : null);
            });
  }

  /**
   * The one record, to read it.
   *
   * @throws Refused not-found
   */
  public <E extends PanacheEntityBase> Uni<E> one(Search<E> search) {
    return found(search.find(where.toString(), parameters));
  }

  /**
   * The one record, to change it: nobody else does until the transaction is over.
   *
   * @throws Refused not-found
   */
  public <E extends PanacheEntityBase> Uni<E> oneToChange(Search<E> search) {
    return found(
        search.find(where.toString(), parameters).withLock(LockModeType.PESSIMISTIC_WRITE));
  }

  private static <E> Uni<E> found(PanacheQuery<E> query) {
    return query
        .firstResult()
        .onItem()
        .ifNull()
        .failWith(() -> new Refused(RequestRefusal.NOT_FOUND));
  }

  /** How a kind of record is looked for. */
  @FunctionalInterface
  public interface Search<E extends PanacheEntityBase> {
    PanacheQuery<E> find(String where, Parameters parameters);
  }
}
