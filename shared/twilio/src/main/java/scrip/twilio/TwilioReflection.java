package scrip.twilio;

import com.twilio.converter.CurrencyDeserializer;
import com.twilio.converter.RFC2822Deserializer;
import com.twilio.exception.RestException;
import com.twilio.rest.api.v2010.account.Message;
import com.twilio.type.PhoneNumber;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * What of the SDK Jackson makes by reflection when it reads Twilio's answers; a native image keeps
 * only what is named.
 */
@RegisterForReflection(
    targets = {
      Message.class,
      Message.AddressRetention.class,
      Message.ContentRetention.class,
      Message.Direction.class,
      Message.RiskCheck.class,
      Message.ScheduleType.class,
      Message.Status.class,
      Message.TrafficType.class,
      Message.UpdateStatus.class,
      RestException.class,
      PhoneNumber.class,
      CurrencyDeserializer.class,
      RFC2822Deserializer.class
    })
final class TwilioReflection {

  private TwilioReflection() {}
}
