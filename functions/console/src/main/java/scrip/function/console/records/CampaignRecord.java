package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** A gift-card campaign: who may redeem, when, and what the message says. */
@Entity
@Table(name = "campaigns")
public class CampaignRecord extends PanacheEntityBase {

  @Id public UUID id;

  @Column(updatable = false)
  public UUID clientId;

  public String name;
  public String state;
  public Instant redeemFrom;
  public Instant redeemUntil;
  public boolean approvalRequired;
  public boolean optInRequired;
  public String reveal;

  @JdbcTypeCode(SqlTypes.ARRAY)
  public String[] channels;

  public String messageTemplate;

  @Column(updatable = false)
  public Instant createdAt;

  List<String> channels() {
    return List.of(channels);
  }
}
