package scrip.local;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import scrip.local.LoadClient.Answer;

/** How long answers took, and which they were. */
final class Latencies {

  private final List<Long> nanos = new ArrayList<>();
  private final Map<Integer, Integer> statuses = new TreeMap<>();
  private final List<String> oddities = new ArrayList<>();
  private long bytes;
  private double seconds;
  private boolean sorted;

  synchronized void add(long took, Answer answer) {
    nanos.add(took);
    sorted = false;
    statuses.merge(answer.status(), 1, Integer::sum);
    bytes += answer.body().length();
    if (answer.status() >= 300 && oddities.size() < 5) {
      oddities.add(answer.status() + " " + answer.body());
    }
  }

  Latencies within(long all) {
    seconds = all / 1e9;
    return this;
  }

  /** The answers of this status. */
  synchronized int count(int status) {
    return statuses.getOrDefault(status, 0);
  }

  synchronized int count() {
    return nanos.size();
  }

  /** In milliseconds; that of 100 is the longest. */
  synchronized double percentile(double percent) {
    if (!sorted) {
      Collections.sort(nanos);
      sorted = true;
    }
    int index = (int) Math.ceil(nanos.size() * percent / 100) - 1;
    return nanos.get(Math.max(0, index)) / 1e6;
  }

  double aSecond() {
    return count() / seconds;
  }

  /** Of one answer on average. */
  synchronized long bytes() {
    return nanos.isEmpty() ? 0 : bytes / nanos.size();
  }

  /** Lines of name and value. */
  synchronized String lines(String name) {
    StringBuilder lines = new StringBuilder();
    lines.append("%s_count %d%n".formatted(name, count()));
    lines.append("%s_ok %d%n".formatted(name, count(200)));
    lines.append("%s_seconds %.1f%n".formatted(name, seconds));
    lines.append("%s_per_second %.1f%n".formatted(name, aSecond()));
    for (int percent : List.of(50, 95, 99, 100)) {
      lines.append("%s_p%d %.2f%n".formatted(name, percent, percentile(percent)));
    }
    lines.append("%s_bytes %d%n".formatted(name, bytes()));
    oddities.forEach(oddity -> lines.append("%s_odd %s%n".formatted(name, oddity)));
    return lines.toString();
  }
}
