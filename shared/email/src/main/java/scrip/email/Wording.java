package scrip.email;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import scrip.delivery.MessageTemplate;

/**
 * What our mails say, language by language. In code and not in bundles: no file and no generated
 * class can be missing from a native image.
 */
enum Wording {
  EN(
      "Your {brand} gift card",
      "Hello {first_name},",
      "This is your {brand} gift card. It is worth {value}.",
      "Code",
      "Card number",
      "Valid until",
      "Keep the code to yourself: whoever has it can spend the card.",
      "If you did not ask for this card, you need not do anything.",
      "To get no more e-mails from us, write to {from_address}."),
  FR(
      "Votre carte cadeau {brand}",
      "Bonjour {first_name},",
      "Voici votre carte cadeau {brand}. Sa valeur est de {value}.",
      "Code",
      "Numéro de carte",
      "Valable jusqu’au",
      "Gardez ce code pour vous : quiconque le connaît peut dépenser la carte.",
      "Si vous n’avez pas demandé cette carte, vous n’avez rien à faire.",
      "Pour ne plus recevoir d’e-mails de notre part, écrivez à {from_address}."),
  ES(
      "Su tarjeta regalo {brand}",
      "Hola {first_name}:",
      "Esta es su tarjeta regalo {brand}. Su valor es de {value}.",
      "Código",
      "Número de tarjeta",
      "Válida hasta",
      "No comparta el código: quien lo tenga puede gastar la tarjeta.",
      "Si usted no pidió esta tarjeta, no tiene que hacer nada.",
      "Para no recibir más correos nuestros, escriba a {from_address}."),
  RW(
      "Ikarita yawe y’impano ya {brand}",
      "Muraho {first_name},",
      "Iyi ni ikarita yawe y’impano ya {brand}. Ifite agaciro ka {value}.",
      "Kode",
      "Nimero y’ikarita",
      "Izarangira ku wa",
      "Bika iyi kode neza: uyifite wese ashobora gukoresha ikarita.",
      "Niba utarasabye iyi karita, nta kindi usabwa gukora.",
      "Niba udashaka kongera kwakira imeyili zacu, andikira {from_address}.");

  private final Map<String, String> texts;

  Wording(
      String subject,
      String greeting,
      String card,
      String code,
      String number,
      String expires,
      String care,
      String unexpected,
      String stop) {
    texts =
        Map.of(
            "subject", subject,
            "greeting", greeting,
            "card", card,
            "code_label", code,
            "number_label", number,
            "expires_label", expires,
            "care", care,
            "unexpected", unexpected,
            "stop", stop);
  }

  /** The words of a language by its ISO 639-1 code; English where we have no words of it. */
  static Wording of(String language) {
    for (Wording wording : values()) {
      if (wording.language().equalsIgnoreCase(language)) {
        return wording;
      }
    }
    return EN;
  }

  String language() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** All texts by their names, filled in. */
  Map<String, String> filled(Map<String, String> values) {
    Map<String, String> filled = new HashMap<>();
    texts.forEach((name, text) -> filled.put(name, new MessageTemplate(text).fill(values)));
    return filled;
  }
}
