package scrip.twilio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.testing.KeyFile;

/** The examples that Twilio publishes, and what is near them. */
class TwilioSignatureTest {

  private static final String URL = "https://mycompany.com/myapp.php?foo=1&bar=2";
  private static final String SIGNATURE = "RSOYDt4T1cUTdK1PDd93/VVr8B8=";
  private static final String BODY = "{\"property\": \"value\", \"boolean\": true}";
  private static final String BODY_URL =
      URL + "&bodySHA256=0a1ff7634d9ab3b95db5c9a2dfe9416e41502b283a80c7cf19632632f96e6620";
  private static final String BODY_SIGNATURE = "a9nBmqA0ju/hNViExpshrM61xv4=";
  private static final Map<String, String> FORM =
      Map.of(
          "CallSid", "CA1234567890ABCDE",
          "Digits", "1234",
          "From", "+14158675309",
          "To", "+18005551212",
          "Caller", "+14158675309");

  private final TwilioSignature signature = of(Map.of("token", "12345"));

  @Test
  void twilios_own_examples_are_twilios() {
    assertTrue(signature.isOfForm(URL, FORM, SIGNATURE));
    assertTrue(signature.isOfBody(BODY_URL, BODY, BODY_SIGNATURE));
  }

  @Test
  void the_order_of_fields_does_not_count() {
    Map<String, String> turned = new LinkedHashMap<>();
    for (String name : List.of("To", "From", "Caller", "Digits", "CallSid")) {
      turned.put(name, FORM.get(name));
    }

    assertTrue(signature.isOfForm(URL, turned, SIGNATURE));
  }

  @Test
  void whatever_is_changed_is_not_twilios() {
    Map<String, String> field = new LinkedHashMap<>(FORM);
    field.put("To", "+18005551213");
    Map<String, String> more = new LinkedHashMap<>(FORM);
    more.put("More", "");

    assertFalse(signature.isOfForm(URL, field, SIGNATURE));
    assertFalse(signature.isOfForm(URL, more, SIGNATURE));
    assertFalse(signature.isOfForm(URL.replace("foo=1", "foo=2"), FORM, SIGNATURE));
    assertFalse(signature.isOfForm(URL.replace("https", "http"), FORM, SIGNATURE));
    assertFalse(signature.isOfForm("https://mycompany.com/myapp.php", FORM, SIGNATURE));
    assertFalse(signature.isOfBody(BODY_URL, BODY + " ", BODY_SIGNATURE));
    assertFalse(signature.isOfBody(URL, BODY, BODY_SIGNATURE));
    assertFalse(signature.isOfBody(BODY_URL + "%zz", BODY, BODY_SIGNATURE));
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(
      strings = {"", " ", "RSOYDt4T1cUTdK1PDd93/VVr8B8", "rsoydt4t1cutdk1pdd93/vvr8b8=", "é"})
  void no_signature_and_one_that_looks_like_it_are_not_twilios(String shown) {
    assertFalse(signature.isOfForm(URL, FORM, shown));
    assertFalse(signature.isOfBody(BODY_URL, BODY, shown));
  }

  /** A body that is signed as a form of no fields would be: only its hash speaks for it. */
  @Test
  void a_body_needs_its_hash_in_the_query() {
    String ofNoFields = new scrip.testing.twilio.TwilioSigner("12345").signature(URL, Map.of());

    assertTrue(signature.isOfForm(URL, Map.of(), ofNoFields));
    assertFalse(signature.isOfBody(URL, "{\"MessageStatus\":\"delivered\"}", ofNoFields));
  }

  @Test
  void while_the_token_is_changed_the_old_one_counts_too() {
    TwilioSignature both = of(Map.of("token", "new", "previousToken", "12345"));

    assertTrue(both.isOfForm(URL, FORM, SIGNATURE));
    assertTrue(both.isOfBody(BODY_URL, BODY, BODY_SIGNATURE));
    assertFalse(of(Map.of("token", "new")).isOfForm(URL, FORM, SIGNATURE));
    assertFalse(of(Map.of("token", "new", "previousToken", "")).isOfForm(URL, FORM, SIGNATURE));
  }

  @Test
  void without_a_token_nothing_is_believed() {
    for (TwilioSignature unable :
        List.of(
            new TwilioSignature(KeyFile.throwAway()),
            of(Map.of()),
            of(Map.of("token", " ", "previousToken", "12345")))) {
      Refused refused = assertThrows(Refused.class, () -> unable.isOfForm(URL, FORM, SIGNATURE));
      assertEquals(RequestRefusal.NOT_CONFIGURED, refused.refusal());
    }
  }

  private static TwilioSignature of(Map<String, String> secret) {
    return new TwilioSignature(KeyFile.throwAway().with("twilio", secret));
  }
}
