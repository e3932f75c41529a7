package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.UUID;

/** A numbered entitlement of a campaign: one card from its pool. */
@Entity
@Table(name = "campaign_conditions")
public class ConditionRecord extends PanacheEntityBase {

  @Id public UUID id;

  @Column(updatable = false)
  public UUID campaignId;

  @Column(updatable = false)
  public short number;

  public UUID poolId;
}
