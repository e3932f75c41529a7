package scrip.supplier;

import io.quarkus.arc.DefaultBean;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.money.Money;

/** Stands where a function carries no supplier: nothing is bought there. */
@DefaultBean
@ApplicationScoped
public class NoCardSupplier implements CardSupplier {

  private static final String TEXT = "this function carries no supplier of cards";

  @Override
  public String name() {
    return "none";
  }

  @Override
  public Uni<OrderOutcome> order(String reference, String item, Money value) {
    return Uni.createFrom().item(new NotConfigured(TEXT));
  }

  @Override
  public Uni<LookUp> lookUp(String reference, String item, Money value) {
    return Uni.createFrom().item(new NotKnown(TEXT));
  }

  @Override
  public Uni<Money> balance() {
    return Uni.createFrom().nullItem();
  }

  @Override
  public Uni<Catalogue> check(String item, Money value) {
    return Uni.createFrom().item(new Catalogue(null, null, TEXT));
  }
}
