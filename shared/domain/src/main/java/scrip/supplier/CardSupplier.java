package scrip.supplier;

import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.LocalDate;
import scrip.money.Money;

/**
 * Somebody who sells cards, one an order. The same reference buys once: a repeat is answered with
 * the first order. Answers never fail: what goes wrong is an outcome.
 */
public interface CardSupplier {

  /** The name that pools give as their provider. */
  String name();

  /**
   * Buys one card.
   *
   * @param reference ours, of letters, digits and hyphens, at most 100
   * @param item the supplier's name of the card
   * @param value face value
   */
  Uni<OrderOutcome> order(String reference, String item, Money value);

  /**
   * Looks up what became of a reference.
   *
   * @param item what was ordered; an order of something else is not ours
   */
  Uni<LookUp> lookUp(String reference, String item, Money value);

  /** What is left to buy with; null when the supplier does not say. */
  Uni<Money> balance();

  /** Whether the supplier sells the item at that value now. */
  Uni<Catalogue> check(String item, Money value);

  /** What came of an order. */
  sealed interface OrderOutcome permits Bought, Refused, Busy, NotConfigured, Unknown {}

  /** What came of looking an order up. */
  sealed interface LookUp permits Found, Absent, NotKnown {}

  /**
   * One card. Never prints its secrets.
   *
   * @param orderId the supplier's
   * @param number null when the card has none
   * @param expiresOn null when it does not expire, or nobody says
   */
  record Bought(String orderId, String code, String number, LocalDate expiresOn)
      implements OrderOutcome {

    @Override
    public String toString() {
      return "Bought[" + orderId + "]";
    }
  }

  /**
   * Nothing was bought.
   *
   * @param permanent whether the same order would be refused again; else the supplier was not
   *     reached at all
   * @param text for people, without secrets
   */
  record Refused(boolean permanent, String text) implements OrderOutcome {}

  /** Nothing was bought; the supplier asks to be left alone for so long. */
  record Busy(Duration retryAfter) implements OrderOutcome {}

  /** Nothing was bought: our credentials or account are not in order. */
  record NotConfigured(String text) implements OrderOutcome {}

  /** It may have been bought or not. */
  record Unknown(String text) implements OrderOutcome {}

  /** The order exists, and this is its card. */
  record Found(Bought bought) implements LookUp {}

  /** There is no such order at this moment; one under way may still come. */
  record Absent() implements LookUp {}

  /** Nobody knows: no answer, or one that says nothing. */
  record NotKnown(String text) implements LookUp {}

  /**
   * What the catalogue says.
   *
   * @param offered null when it could not be read
   * @param text for people, why not
   */
  record Catalogue(Boolean offered, Boolean valueFits, String text) {}
}
