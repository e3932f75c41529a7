package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;

/** A brand, whose cards these are. */
@Entity
@Table(name = "brands")
public class BrandRecord extends PanacheEntityBase {

  @Id public UUID id;

  public String name;

  @Column(updatable = false)
  public Instant createdAt;
}
