package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/**
 * A client. Its region says how numbers without a country code are read; language, name and colour
 * are those of its messages.
 */
@Entity
@Table(name = "clients")
public class ClientRecord extends PanacheEntityBase {

  @Id public UUID id;

  public String name;
  public String region;
  public String language;
  public String mailName;
  public String mailColour;

  @Column(updatable = false)
  public Instant createdAt;
}
