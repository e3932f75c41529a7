package scrip.consent;

import java.util.Map;

/** What a recipient reads in answer, one short message in the language of the client. */
final class Replies {

  private static final Map<Meaning, String> ENGLISH =
      Map.of(
          Meaning.STOP, "You will get no more messages from us. Write START to get them again.",
          Meaning.START, "You will get our messages again. Write STOP to end them.",
          Meaning.HELP, "Messages about your gift card. Write STOP to get no more of them.",
          Meaning.YES, "Thank you. You agreed to our messages. Write STOP to end them.",
          Meaning.NO, "Thank you. We note that you said no.");

  private static final Map<Meaning, String> FRENCH =
      Map.of(
          Meaning.STOP,
          "Vous ne recevrez plus de messages de notre part. Écrivez START pour en recevoir à nouveau.",
          Meaning.START,
          "Vous recevrez à nouveau nos messages. Écrivez STOP pour ne plus en recevoir.",
          Meaning.HELP,
          "Messages au sujet de votre carte cadeau. Écrivez STOP pour ne plus en recevoir.",
          Meaning.YES,
          "Merci. Vous avez accepté nos messages. Écrivez STOP pour ne plus en recevoir.",
          Meaning.NO,
          "Merci. Nous avons noté votre refus.");

  private static final Map<Meaning, String> SPANISH =
      Map.of(
          Meaning.STOP,
          "No recibirá más mensajes nuestros. Escriba START para volver a recibirlos.",
          Meaning.START,
          "Volverá a recibir nuestros mensajes. Escriba STOP para dejar de recibirlos.",
          Meaning.HELP,
          "Mensajes sobre su tarjeta de regalo. Escriba STOP para dejar de recibirlos.",
          Meaning.YES,
          "Gracias. Ha aceptado nuestros mensajes. Escriba STOP para dejar de recibirlos.",
          Meaning.NO,
          "Gracias. Hemos anotado que no desea mensajes de esta campaña.");

  private static final Map<Meaning, String> KINYARWANDA =
      Map.of(
          Meaning.STOP,
          "Ntuzongera kwakira ubutumwa bwacu. Andika START kugira ngo wongere kubwakira.",
          Meaning.START,
          "Uzongera kwakira ubutumwa bwacu. Andika STOP kugira ngo ubuhagarike.",
          Meaning.HELP,
          "Ubutumwa ku ikarita yawe y'impano. Andika STOP kugira ngo ubuhagarike.",
          Meaning.YES,
          "Murakoze. Wemeye ubutumwa bwacu. Andika STOP kugira ngo ubuhagarike.",
          Meaning.NO,
          "Murakoze. Twabonye ko wavuze oya.");

  private static final Map<String, Map<Meaning, String>> LANGUAGES =
      Map.of("en", ENGLISH, "fr", FRENCH, "es", SPANISH, "rw", KINYARWANDA);

  private Replies() {}

  static String text(Meaning meaning, InboundMessages.Sender sender) {
    String text = LANGUAGES.getOrDefault(sender.language(), ENGLISH).get(meaning);
    return sender.name() == null ? text : sender.name() + ": " + text;
  }
}
