package scrip.delivery;

import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Row;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import scrip.delivery.Message.Content;
import scrip.delivery.WaitingDelivery.Composed;
import scrip.money.Money;
import scrip.secrets.CardSecret;
import scrip.secrets.CardSecrets;
import scrip.secrets.Keys;
import scrip.time.Ids;

/** Makes the message of a delivery: opens its card and fills in the texts of its campaign. */
@ApplicationScoped
public class ComposeMessage {

  private final CardSecrets secrets;
  private final Keys keys;
  private final Ids ids;

  public ComposeMessage(CardSecrets secrets, Keys keys, Ids ids) {
    this.secrets = secrets;
    this.keys = keys;
    this.ids = ids;
  }

  /** A new attempt's message; fails when the card does not open. */
  Composed compose(WaitingDelivery delivery) {
    Content content = content(delivery.channel(), delivery.row());
    byte[] hash =
        content instanceof Content.Text text ? keys.hash(Keys.Purpose.MESSAGE, text.body()) : null;
    return new Composed(delivery, new Message(ids.next(), delivery.address(), content), hash);
  }

  private Content content(Channel channel, Row row) {
    Map<String, String> values = values(row);
    if (channel == Channel.EMAIL) {
      return new Content.Mail(
          row.getString("email_subject"),
          row.getString("language"),
          row.getString("client_name"),
          row.getString("mail_colour"),
          values);
    }
    String template = row.getString("whatsapp_content_sid");
    if (channel == Channel.WHATSAPP && template != null) {
      return new Content.Approved(template, variables(row, values));
    }
    return new Content.Text(new MessageTemplate(row.getString("message_template")).fill(values));
  }

  private static Map<String, String> variables(Row row, Map<String, String> values) {
    Map<String, String> filled = new HashMap<>();
    if (row.getValue("whatsapp_variables") instanceof JsonObject given) {
      given.forEach(
          each ->
              filled.put(
                  each.getKey(), new MessageTemplate(each.getValue().toString()).fill(values)));
    }
    return filled;
  }

  private static String value(Row row) {
    String locale = row.getString("language") + "-" + row.getString("region");
    return new Money(row.getLong("value_minor"), row.getString("currency"))
        .display(Locale.forLanguageTag(locale));
  }

  private Map<String, String> values(Row row) {
    CardSecret card = secrets.open(row);
    Map<String, String> values = new HashMap<>();
    values.put("first_name", row.getString("first_name"));
    values.put("last_name", row.getString("last_name"));
    values.put("client_name", row.getString("client_name"));
    values.put("brand", row.getString("brand"));
    values.put("value", value(row));
    values.put("code", card.code());
    values.put("number", card.number());
    values.put("expires_on", row.getString("expires_on"));
    values.replaceAll((name, value) -> value == null ? "" : value);
    return values;
  }
}
