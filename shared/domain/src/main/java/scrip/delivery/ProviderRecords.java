package scrip.delivery;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a provider keeps of our messages. All calls block until it answered or was given up, and
 * throw {@link Unanswered} when nothing can be concluded.
 */
public interface ProviderRecords {

  /** The channels whose messages are kept there. */
  Set<Channel> channels();

  /** What became of a message; empty when the provider knows no message of that id. */
  Optional<Report> fetch(Channel channel, String messageId);

  /** Messages to an address that were made within that time, oldest first. */
  List<Listed> list(Channel channel, String to, Instant from, Instant until);

  /** Takes the text of a message back; doing it again changes nothing. */
  void redact(String messageId);

  /**
   * One message.
   *
   * @param body empty when it was taken back
   */
  record Listed(Report report, String body, Instant madeAt) {
    @Override
    public String toString() {
      return "message " + report.messageId();
    }
  }

  /** The provider did not answer, or not what was asked. */
  class Unanswered extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public Unanswered(String text) {
      super(text, null, false, false);
    }
  }

  /** The provider answers, but not what was asked of this one; of others it may. */
  final class Declined extends Unanswered {
    private static final long serialVersionUID = 1L;

    public Declined(String text) {
      super(text);
    }
  }
}
