package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.Immutable;

/** A row of the audit log, written in the session of what it records and never changed. */
@Entity
@Immutable
@Table(name = "audit_log")
public class AuditRecord extends PanacheEntityBase {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  public Long id;

  public String actor;
  public String action;
  public String subject;
  public String subjectId;
  public String reason;

  @Column(columnDefinition = "jsonb")
  @ColumnTransformer(read = "cast(detail as text)", write = "cast(cast(? as text) as jsonb)")
  public String detail;

  public String requestId;
}
