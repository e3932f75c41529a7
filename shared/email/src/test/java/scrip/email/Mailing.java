package scrip.email;

import io.quarkus.qute.Engine;
import io.quarkus.qute.HtmlEscaper;
import io.quarkus.qute.Template;
import io.quarkus.qute.ValueResolvers;
import io.quarkus.qute.Variant;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import scrip.delivery.Message.Content.Mail;
import scrip.secrets.SecretStore;
import scrip.testing.KeyFile;

/** Senders of mail, wired as the container would wire them. */
final class Mailing {

  static final Map<String, String> VALUES =
      Map.of(
          "first_name", "Ann",
          "last_name", "Uwase",
          "brand", "Bookshop",
          "value", "USD 25.00",
          "code", "GC12-3456-7890");
  static final Mail CARD = new Mail(null, "en", "Acme", "#00558c", VALUES);

  private Mailing() {}

  static EmailSender sender(Vertx vertx, Map<String, String> secret, Map<String, String> settings) {
    return sender(vertx, KeyFile.throwAway().with("mail", secret), settings);
  }

  static EmailSender sender(Vertx vertx, SecretStore secrets, Map<String, String> settings) {
    EmailConfig config =
        new SmallRyeConfigBuilder()
            .withMapping(EmailConfig.class)
            .withDefaultValues(settings)
            .build()
            .getConfigMapping(EmailConfig.class);
    return new EmailSender(config, secrets, vertx, cardMail());
  }

  static CardMail cardMail() {
    Engine engine =
        Engine.builder()
            .addDefaults()
            .addValueResolver(ValueResolvers.rawResolver())
            .strictRendering(true)
            .addResultMapper(new HtmlEscaper(List.of(Variant.TEXT_HTML)))
            .build();
    return new CardMail(
        template(engine, "card.html", Variant.TEXT_HTML),
        template(engine, "card.txt", Variant.TEXT_PLAIN));
  }

  private static Template template(Engine engine, String name, String type) {
    try (var in = Mailing.class.getResourceAsStream("/templates/mail/" + name)) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return engine.parse(text, Variant.forContentType(type), name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
