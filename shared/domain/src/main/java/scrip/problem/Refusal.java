package scrip.problem;

/** A reason for saying no that callers can rely on. Each feature has one enum of these. */
public interface Refusal {

  /** Stable name in kebab case; part of the problem's type. */
  String slug();

  /** The HTTP status that goes with it. */
  int status();

  /** One short sentence for people, the same for every occurrence. */
  String title();

  /** What to do next, for an occurrence that says nothing more exact. */
  String advice();
}
