package scrip.testing.twilio;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What the stand-in accepted, in that order: what would have left the house. Keeps the last 100,000
 * messages. Safe to read from any thread; what is handed out is a snapshot and never changes.
 */
public final class TwilioLedger {

  private static final int KEPT = 100_000;

  /** Sids grow with the order of acceptance, so that one sorted map is both list and index. */
  private final ConcurrentNavigableMap<String, Message> messages = new ConcurrentSkipListMap<>();

  private final String sidPrefix = "SM" + hex(new SecureRandom().nextLong());
  private final AtomicLong accepted = new AtomicLong();
  private final Clock clock;

  TwilioLedger(Clock clock) {
    this.clock = clock;
  }

  /**
   * One accepted message.
   *
   * @param sid SM and 32 hexadecimal digits
   * @param sent what was asked for
   * @param status Twilio's word: queued, sent, delivered, undelivered, failed
   * @param errorCode why it was not delivered, else 0
   * @param callbacks how our side answered the status callbacks, oldest first
   * @param redacted whether its text was taken back; what was sent is kept here all the same
   */
  public record Message(
      String sid,
      TwilioSent sent,
      Instant acceptedAt,
      String status,
      int errorCode,
      List<Callback> callbacks,
      boolean redacted) {

    public String to() {
      return sent.to();
    }

    public String from() {
      return sent.from();
    }

    public String body() {
      return sent.body();
    }

    public String statusCallback() {
      return sent.statusCallback();
    }

    Message with(String newStatus, int newErrorCode) {
      return new Message(sid, sent, acceptedAt, newStatus, newErrorCode, callbacks, redacted);
    }

    Message withoutText() {
      return new Message(sid, sent, acceptedAt, status, errorCode, callbacks, true);
    }

    /** Whether it left the provider: only then its text can be taken back. */
    boolean left() {
      return !status.equals("queued");
    }

    Message with(Callback callback) {
      List<Callback> all = Stream.concat(callbacks.stream(), Stream.of(callback)).toList();
      return new Message(sid, sent, acceptedAt, status, errorCode, all, redacted);
    }
  }

  /**
   * One status callback and what came back.
   *
   * @param status the status that was reported
   * @param httpStatus the answer, 0 when nobody answered
   * @param failure why nobody answered, else empty
   */
  public record Callback(String status, int httpStatus, String failure, Instant at) {}

  /** All messages, oldest first. */
  public List<Message> messages() {
    return List.copyOf(messages.values());
  }

  /** The messages to this number, written as the client wrote it, oldest first. */
  public List<Message> messagesTo(String to) {
    return messages.values().stream().filter(message -> message.to().equals(to)).toList();
  }

  /** The message of this sid. */
  public Optional<Message> find(String sid) {
    return Optional.ofNullable(messages.get(sid));
  }

  /** How many messages are kept. */
  public int size() {
    return messages.size();
  }

  /** Forgets all messages; callbacks of theirs that are still to come are dropped. */
  public void clear() {
    messages.clear();
  }

  Stream<Message> newestFirst() {
    return messages.descendingMap().values().stream();
  }

  Message add(TwilioSent sent) {
    String sid = sidPrefix + hex(accepted.incrementAndGet());
    Message message = new Message(sid, sent, clock.instant(), "queued", 0, List.of(), false);
    messages.put(sid, message);
    if (messages.size() > KEPT) {
      messages.pollFirstEntry();
    }
    return message;
  }

  /** The message after the change; empty when it is not kept any more. */
  Optional<Message> change(String sid, UnaryOperator<Message> change) {
    return Optional.ofNullable(
        messages.computeIfPresent(sid, (key, message) -> change.apply(message)));
  }

  private static String hex(long value) {
    return HexFormat.of().toHexDigits(value);
  }
}
