package scrip.function.twiliocallback;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import scrip.testing.TestDatabase;
import scrip.testing.function.Cloud;

/** The lists as they are delivered, in four languages, and how they are compared. */
@QuarkusTest
@QuarkusTestResource(
    value = Cloud.class,
    initArgs = @ResourceArg(name = "scrip.public-url", value = Twilio.PUBLIC_URL))
class WordsTest {

  private static final Map<String, List<String>> SAID =
      Map.of(
          "stop",
          List.of(
              "STOP",
              "stop",
              " Stop. ",
              "'Stop!!",
              "opt-out",
              "Stop  all",
              "ＳＴＯＰ",
              "STOP 🛑",
              "\u200eSTOP\ufe0f",
              "Stop\n",
              "Arrêter",
              "arret",
              "Désabonner",
              "BAJA",
              "parar",
              "Hagarika",
              "rekera"),
          "start",
          List.of("Start", "unstop", "Commencer", "reprendre", "Alta", "¡Iniciar!", "tangira"),
          "help",
          List.of("HELP", "info?", "Aide", "¿Ayuda?", "ubufasha"),
          "yes",
          List.of("Yes", "y", "Oui", "Sí", "yego"),
          "no",
          List.of("No", "no.", "non", "Oya"),
          "other",
          List.of(
              "please stop",
              "stopping",
              "",
              "👍",
              "don't stop",
              "STOP STOP",
              "S T O P",
              "stop" + " ".repeat(300)));

  private final TestDatabase database = Cloud.settings().database();

  @Test
  void the_whole_message_is_a_word_of_a_list_or_means_nothing() {
    Map<String, String> expected = new TreeMap<>();
    Map<String, String> understood = new TreeMap<>();
    SAID.forEach(
        (meaning, texts) ->
            texts.forEach(
                text -> {
                  String sid = Twilio.sid();
                  Twilio.writes(sid, Twilio.number(), text, Map.of()).statusCode(200);
                  expected.put(text, meaning);
                  understood.put(
                      text,
                      database.one(
                          "SELECT meaning FROM inbound_messages WHERE message_id = ?", sid));
                }));

    assertEquals(expected, understood);
  }
}
