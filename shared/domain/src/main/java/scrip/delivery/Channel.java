package scrip.delivery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How a card travels. */
public enum Channel {
  SMS,
  WHATSAPP,
  EMAIL;

  /** The word for it in JSON and in the database. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Channel> of(String word) {
    return Arrays.stream(values()).filter(c -> c.word().equals(word)).findFirst();
  }
}
