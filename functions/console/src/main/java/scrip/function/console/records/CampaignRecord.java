package scrip.function.console.records;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.hibernate.annotations.ColumnTransformer;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import scrip.delivery.CampaignMessages;
import scrip.delivery.Channel;

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
  public String whatsappContentSid;

  /** JSON, an object of texts. */
  @Column(columnDefinition = "jsonb")
  @ColumnTransformer(
      read = "cast(whatsapp_variables as text)",
      write = "cast(cast(? as text) as jsonb)")
  public String whatsappVariables;

  public String emailSubject;

  @Column(updatable = false)
  public Instant createdAt;

  List<Channel> channels() {
    return MessageSettings.channels(List.of(channels));
  }

  Map<String, String> variables() {
    return MessageSettings.map(whatsappVariables);
  }

  void variables(Map<String, String> variables) {
    whatsappVariables = variables == null ? null : JsonObject.mapFrom(variables).encode();
  }

  CampaignMessages messages() {
    return new CampaignMessages(
        channels(), messageTemplate, whatsappContentSid, variables(), emailSubject);
  }
}
