package scrip.function.redeem;

import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scrip.giftcard.Contacts;
import scrip.secrets.Keys;
import scrip.testing.function.Cloud;

/** By which channel a card goes: the campaign's order, what is on record, what is asked for. */
@QuarkusTest
@QuarkusTestResource(Cloud.class)
class RedeemChannelTest {

  private static final String EMAIL = "ada@example.com";

  private final Desk desk = new Desk();

  @ParameterizedTest
  @CsvSource({
    "'{sms}', true, true, sms",
    "'{whatsapp,sms}', true, true, whatsapp",
    "'{sms,whatsapp}', true, true, sms",
    "'{email,sms}', true, true, email",
    "'{whatsapp,email}', true, true, whatsapp",
    // The first choice has no address: the next one that has.
    "'{email,whatsapp,sms}', true, false, whatsapp",
    "'{sms,email}', false, true, email"
  })
  void the_first_channel_with_an_address_carries_the_card(
      String channels, boolean phone, boolean email, String channel) {
    offer(channels);
    String address = channel.equals("email") ? EMAIL : Desk.PHONE;

    desk.post(recipient(phone, email))
        .then()
        .statusCode(200)
        .body("delivery.channel", equalTo(channel))
        .body("delivery.status", equalTo("pending"))
        .body(
            "recipient.maskedContact",
            equalTo(channel.equals("email") ? "a••@example.com" : "+1••••••••06"));

    assertEquals("pending first " + channel + " " + address, delivery());
  }

  @Test
  void who_has_no_address_that_the_campaign_sends_to_is_asked_for_one() {
    offer("{email}");
    String ada = recipient(true, false);

    desk.refusedAs("contact-missing", 400, ada);
    redeem(ada, "\"contact\":{\"phone\":\"" + Desk.PHONE + "\"}")
        .statusCode(400)
        .body("errors[0].detail", containsString("by email only"));
    redeem(ada, "\"contact\":{\"email\":\"" + EMAIL + "\"}").statusCode(200);

    assertEquals("pending first email " + EMAIL, delivery());
  }

  @Test
  void who_opted_out_of_the_first_choice_is_not_written_to_by_the_next() {
    offer("{email,sms}");
    String out = "out." + desk.name + "@example.com";
    String ada = recipient(true, false);
    email(out);
    desk.given.optOut(out);

    desk.refusedAs("opted-out", 409, ada);
  }

  @Test
  void another_channel_is_asked_for_by_its_name_or_by_an_address() {
    offer("{whatsapp,sms,email}");
    String ada = recipient(true, true);
    redeem(ada, "\"channel\":\"sms\"").statusCode(200).body("delivery.channel", equalTo("sms"));
    assertEquals("pending first sms " + Desk.PHONE, delivery());

    String ben = recipient(true, true);
    redeem(ben, "\"contact\":{\"email\":\"ben@example.com\"}")
        .statusCode(200)
        .body("delivery.channel", equalTo("email"));
    assertEquals("pending first email ben@example.com", delivery());

    String cyd = recipient(false, true);
    redeem(cyd, "\"contact\":{\"phone\":\"+15005550010\"}")
        .statusCode(200)
        .body("delivery.channel", equalTo("whatsapp"));
    assertEquals("pending first whatsapp +15005550010", delivery());
  }

  @Test
  void the_page_takes_an_e_mail_address_and_says_where_the_card_went() {
    offer("{sms,email}");
    String ada = recipient(true, false);

    page(ada, "&phone=1&email=x")
        .statusCode(400)
        .body(containsString("Contact: must name a phone or an email, not both"));
    page(ada, "&email=nonsense")
        .statusCode(400)
        .body(containsString("E-mail: is no e-mail address"))
        .body(containsString("value=\"nonsense\""));
    String there =
        page(ada, "&email=ada%40example.com").statusCode(303).extract().header("Location");

    assertEquals("pending first email " + EMAIL, delivery());
    desk.caller().get(there).then().body(not(containsString(EMAIL)));
  }

  private void offer(String channels) {
    desk.database.update(
        "UPDATE campaigns SET channels = ?::text[] WHERE id = ?", channels, desk.campaign);
  }

  private String recipient(boolean phone, boolean email) {
    String code = desk.given.recipient(desk.campaign, "Ada", phone ? Desk.PHONE : null);
    if (email) {
      email(EMAIL);
    }
    return code;
  }

  /** Gives it to the recipient that came last. */
  private void email(String address) {
    desk.database.update(
        "UPDATE recipients SET email = ?, email_hash = ? WHERE id ="
            + " (SELECT id FROM recipients WHERE campaign_id = ? ORDER BY created_at DESC LIMIT 1)",
        address,
        Contacts.hash(new Keys(Cloud.settings().secrets()), address),
        desk.campaign);
  }

  private String delivery() {
    return desk.database.one(
        "SELECT concat_ws(' ', d.sms_status, d.kind, d.channel, d.address) FROM gift_card_deliveries d"
            + " JOIN redemptions r ON r.id = d.redemption_id WHERE r.pool_id = ? ORDER BY d.created_at DESC LIMIT 1",
        desk.pool);
  }

  private ValidatableResponse redeem(String code, String more) {
    return desk.redeem("{\"code\":\"" + code + "\"," + more + "}");
  }

  private ValidatableResponse page(String code, String more) {
    return desk.caller()
        .redirects()
        .follow(false)
        .contentType("application/x-www-form-urlencoded")
        .body("code=" + code + more)
        .post("/redeem/")
        .then();
  }
}
