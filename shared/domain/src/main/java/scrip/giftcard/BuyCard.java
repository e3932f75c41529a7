package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import scrip.delivery.Contact;
import scrip.giftcard.FinishOrder.End;
import scrip.giftcard.FinishOrder.Finished;
import scrip.giftcard.FinishOrder.For;
import scrip.giftcard.GiftCards.Claim;
import scrip.giftcard.GiftCards.Claimant;
import scrip.giftcard.GiftCards.NoCard;
import scrip.giftcard.GiftCards.Wanted;
import scrip.supplier.CardSupplier;
import scrip.supplier.PoolSuppliers;
import scrip.supplier.SupplierConfig;
import scrip.supplier.SupplierOrder;
import scrip.supplier.SupplierOrders;
import scrip.supplier.Suppliers;

/**
 * Buys a card for a recipient when their pool has none and may buy. An order of theirs that is open
 * is brought to its end first: never are two open at once. What cannot be cleared up in time stays
 * open, and a repeat or the next run goes on with it.
 */
@ApplicationScoped
public class BuyCard {

  private static final Duration LOOK_EVERY = Duration.ofMillis(200);

  private final CardSupplier supplier;
  private final Suppliers suppliers;
  private final PoolSuppliers pools;
  private final SupplierOrders orders;
  private final SupplierConfig config;
  private final FinishOrder finishOrder;
  private final ClaimCard claimCard;

  public BuyCard(
      CardSupplier supplier,
      Suppliers suppliers,
      PoolSuppliers pools,
      SupplierOrders orders,
      SupplierConfig config,
      FinishOrder finishOrder,
      ClaimCard claimCard) {
    this.supplier = supplier;
    this.suppliers = suppliers;
    this.pools = pools;
    this.orders = orders;
    this.config = config;
    this.finishOrder = finishOrder;
    this.claimCard = claimCard;
  }

  /**
   * Buys and claims.
   *
   * @param mayOrder false to only clear up an order that is open
   * @return the claim; that the recipient holds a card already; or no card, when the pool buys
   *     nothing, the supplier refuses or is left alone, or nobody knows yet
   */
  Uni<Claim> buy(
      Wanted wanted, Contact contact, byte[] browserHash, Claimant by, boolean mayOrder) {
    For who = For.caller(contact, browserHash, by, config.deadline());
    return pools
        .buys(wanted.poolId(), supplier.name())
        .chain(buys -> buys ? settleOrOrder(wanted, who, mayOrder) : noCard());
  }

  private Uni<Claim> settleOrOrder(Wanted wanted, For who, boolean mayOrder) {
    return orders
        .lease(wanted.recipientId(), wanted.conditionId())
        .chain(
            leased -> {
              if (leased.isPresent()) {
                return settle(wanted, who, leased.get());
              }
              return mayOrder ? order(wanted, who, true) : awaitOther(wanted, who);
            });
  }

  private Uni<Claim> settle(Wanted wanted, For who, SupplierOrder order) {
    return suppliers
        .admit(supplier.name())
        .chain(
            admitted ->
                admitted
                    ? finishOrder
                        .lookUp(order, who)
                        .chain(finished -> claim(wanted, who, finished, true))
                    : orders.keep(order, false).chain(BuyCard::noCard));
  }

  private Uni<Claim> order(Wanted wanted, For who, boolean again) {
    return suppliers
        .admit(supplier.name())
        .chain(
            admitted ->
                admitted
                    ? orders.open(
                        wanted.poolId(),
                        wanted.recipientId(),
                        wanted.conditionId(),
                        supplier.name())
                    : Uni.createFrom().item(Optional.<SupplierOrder>empty()))
        .chain(
            opened ->
                opened.isPresent()
                    ? finishOrder
                        .order(opened.get(), who)
                        .chain(finished -> claim(wanted, who, finished, again))
                    : awaitOther(wanted, who));
  }

  /** Another request of the same recipient is buying: its card is theirs too. */
  private Uni<Claim> awaitOther(Wanted wanted, For who) {
    return orders
        .underWay(wanted.recipientId(), wanted.conditionId())
        .chain(
            underWay ->
                underWay && !who.over()
                    ? Uni.createFrom()
                        .nullItem()
                        .onItem()
                        .delayIt()
                        .by(LOOK_EVERY)
                        .chain(() -> awaitOther(wanted, who))
                    : claimStock(wanted, who));
  }

  private Uni<Claim> claim(Wanted wanted, For who, Finished finished, boolean again) {
    if (finished.claimed() != null) {
      return Uni.createFrom().item(finished.claimed());
    }
    if (finished.mayBeClaimed()) {
      return claimStock(wanted, who);
    }
    return finished.end() == End.DUPLICATE && again && !who.over()
        ? order(wanted, who, false)
        : noCard();
  }

  private static Uni<Claim> noCard() {
    return Uni.createFrom().item(new NoCard());
  }

  private Uni<Claim> claimStock(Wanted wanted, For who) {
    return claimCard.claim(wanted, who.contact(), who.browserHash(), who.by());
  }
}
