package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A person in a gift-card campaign. */
@Entity
@Table(name = "recipients")
public class RecipientRecord extends PanacheEntityBase {

  @Id public UUID id;

  @Column(updatable = false)
  public UUID clientId;

  @Column(updatable = false)
  public UUID campaignId;

  public String firstName;
  public String lastName;
  public String phone;
  public String phoneRaw;
  public byte[] phoneHash;
  public String email;
  public byte[] emailHash;

  @Column(updatable = false)
  public byte[] codeHash;

  @Column(updatable = false)
  public String codeLastFour;

  @Column(updatable = false)
  public short codeLength;

  @Column(updatable = false)
  public boolean codeImported;

  public String approval;
  public String optIn;

  @Column(updatable = false)
  public Instant createdAt;
}
