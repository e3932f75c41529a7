package scrip.consent;

import java.util.Locale;

/** What a message of a recipient means. Where lists overlap, the first constant counts. */
public enum Meaning {
  /** Nothing is sent to them any more, by any channel. */
  STOP,
  /** They lift their own STOP. */
  START,
  HELP,
  /** To the campaign that asked last. */
  YES,
  NO,
  /** Anything else: kept, and nothing is done. */
  OTHER;

  /** The word for it in {@code inbound_messages}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The key of its list of words in {@code settings}; {@link #OTHER} has none. */
  public String key() {
    return "inbound." + word();
  }

  static Meaning of(String word) {
    return valueOf(word.toUpperCase(Locale.ROOT));
  }
}
