package scrip.function.console.records;

import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import scrip.delivery.PhoneNumber;
import scrip.giftcard.Contacts;
import scrip.giftcard.RedemptionCode;
import scrip.http.JsonBody;
import scrip.problem.Refused;
import scrip.secrets.Keys;

/**
 * Reads what is sent about a recipient. A phone number is read with the client's region once the
 * client is known.
 *
 * @param phone as typed; null when it was not sent, or sent as null
 * @param phoneSent whether it was sent, even as null
 * @param code null when it was not sent
 */
record RecipientRequest(
    String firstName,
    String lastName,
    String phone,
    boolean phoneSent,
    String email,
    boolean emailSent,
    RedemptionCode code,
    String approval) {

  /** What may be sent. */
  record Form(
      String firstName,
      String lastName,
      String phone,
      String email,
      String redemptionCode,
      String approval,
      String reason) {}

  static RecipientRequest read(JsonBody sent, boolean fresh) {
    String email = sent.text("email", false, 254);
    if (email != null && !Contacts.isEmail(email)) {
      sent.fault("email", "is no e-mail address; write it as in name@example.com");
    }
    String typed = fresh ? sent.text("redemptionCode", false, 200) : null;
    Optional<RedemptionCode> code = typed == null ? Optional.empty() : RedemptionCode.read(typed);
    if (typed != null && code.isEmpty()) {
      sent.fault("redemptionCode", "must be 4 to 50 letters and digits");
    }
    return new RecipientRequest(
        sent.text("firstName", false, 100),
        sent.text("lastName", false, 100),
        sent.text("phone", false, 40),
        sent.has("phone"),
        email,
        sent.has("email"),
        code.orElse(null),
        fresh ? null : sent.word("approval", false, List.of("approved", "rejected")));
  }

  /** Fills a new record in; the code is the one that was sent, or a new one. */
  RedemptionCode fill(RecipientRecord made, String region, Keys keys) {
    RedemptionCode issued = code == null ? RedemptionCode.issue(new SecureRandom()) : code;
    made.firstName = firstName;
    made.lastName = lastName;
    made.codeHash = keys.hash(Keys.Purpose.REDEMPTION_CODE, issued.normal());
    made.codeLastFour = issued.lastFour();
    made.codeLength = (short) issued.length();
    made.codeImported = code != null && !code.checks();
    made.approval = "pending";
    made.optIn = "not_sent";
    setPhone(made, region, keys);
    setEmail(made, keys);
    return issued;
  }

  boolean changesContact() {
    return phoneSent || emailSent;
  }

  /** Both the number as it is called and as it was typed. */
  void setPhone(RecipientRecord record, String region, Keys keys) {
    record.phoneRaw = phone;
    record.phone =
        phone == null
            ? null
            : PhoneNumber.read(phone, region)
                .orElseThrow(
                    () ->
                        Refused.invalid(
                            "/phone",
                            "is no phone number; write it with its country code, as in +15005550006"))
                .e164();
    record.phoneHash = record.phone == null ? null : Contacts.hash(keys, record.phone);
  }

  void setEmail(RecipientRecord record, Keys keys) {
    record.email = email;
    record.emailHash = email == null ? null : Contacts.hash(keys, email);
  }
}
