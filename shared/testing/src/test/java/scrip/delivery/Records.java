package scrip.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import scrip.delivery.Report.Source;
import scrip.delivery.Report.State;

/** A provider's records as a test wants them. */
final class Records implements ProviderRecords {

  final List<Listed> kept = Collections.synchronizedList(new ArrayList<>());
  final Map<String, State> states = Collections.synchronizedMap(new HashMap<>());
  final Set<String> redacted = Collections.synchronizedSet(new HashSet<>());
  final List<String> asked = Collections.synchronizedList(new ArrayList<>());
  final Set<String> declined = Collections.synchronizedSet(new HashSet<>());
  final Set<String> silentAbout = Collections.synchronizedSet(new HashSet<>());
  final CountDownLatch silence = new CountDownLatch(1);
  volatile boolean answers = true;

  void keep(String id, String body, Instant madeAt) {
    states.put(id, State.ACCEPTED);
    kept.add(new Listed(report(Source.LOOK_UP, id), body, madeAt));
  }

  @Override
  public Set<Channel> channels() {
    return Set.of(Channel.SMS, Channel.WHATSAPP);
  }

  @Override
  public Optional<Report> fetch(Channel channel, String messageId) {
    answer(messageId);
    return states.containsKey(messageId)
        ? Optional.of(report(Source.FETCH, messageId))
        : Optional.empty();
  }

  @Override
  public List<Listed> list(Channel channel, String to, Instant from, Instant until) {
    answer(to);
    return kept.stream()
        .filter(l -> !l.madeAt().isBefore(from) && !l.madeAt().isAfter(until))
        .toList();
  }

  @Override
  public void redact(String messageId) {
    answer(messageId);
    redacted.add(messageId);
  }

  private void answer(String about) {
    asked.add(about);
    if (!answers) {
      throw new Unanswered("down");
    }
    if (declined.contains(about)) {
      throw new Declined("not of this one");
    }
    if (silentAbout.contains(about)) {
      try {
        silence.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private Report report(Source source, String id) {
    State state = states.get(id);
    return new Report(
        source,
        Channel.SMS,
        null,
        id,
        state,
        state.name().toLowerCase(java.util.Locale.ROOT),
        state == State.UNDELIVERED
            ? new Report.Failure(FailureClass.PERMANENT, 30006, "a landline")
            : null);
  }
}
