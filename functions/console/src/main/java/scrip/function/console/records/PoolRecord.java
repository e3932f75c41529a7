package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A pool of cards of one brand and one face value. How many it holds is not kept here. */
@Entity
@Table(name = "card_pools")
public class PoolRecord extends PanacheEntityBase {

  @Id public UUID id;

  public UUID clientId;
  public UUID brandId;
  public String poolName;

  public long valueMinor;
  public String currency;
  public int lowStockThreshold;
  public String purchaseMethod;
  public String apiProvider;
  public String supplierItem;
  public Long costMinor;
  public Long priceMinor;
  public Instant archivedAt;

  @Column(updatable = false)
  public Instant createdAt;
}
