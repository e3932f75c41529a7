package scrip.delivery;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;

/**
 * Stands where a function carries no provider: such a function puts deliveries into the queue and
 * sends none.
 */
@DefaultBean
@ApplicationScoped
class NoSmsSender implements SmsSender {

  @Override
  public DeliveryOutcome send(UUID attempt, String to, String body) {
    return new DeliveryOutcome.Misconfigured(
        null, "this function carries no provider for text messages");
  }
}
