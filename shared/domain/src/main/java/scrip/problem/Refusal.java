package scrip.problem;

import java.util.Locale;

/** A reason for saying no that callers can rely on. Each feature has one enum of these. */
public interface Refusal {

  /** The constant's name. */
  String name();

  /** Stable name in kebab case; part of the problem's type. */
  default String slug() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The HTTP status that goes with it. */
  int status();

  /** One short sentence for people, the same for every occurrence. */
  String title();

  /** What to do next, for an occurrence that says nothing more exact. */
  String advice();
}
