package scrip.local;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import scrip.testing.GivenVouchers.Device;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Victim;

/**
 * What devices, people in the console and people with SQL may do to vouchers, one act at a time,
 * each chosen at random, over two processes. What got no answer is asked again later, as a device
 * does.
 */
final class StationActs {

  private static final Duration ANSWERS_WITHIN = Duration.ofSeconds(20);
  // So few are in hand at once that acts meet.
  private static final int IN_HAND = 12;
  private static final int REMEMBERED = 400;

  private final Victim victim;
  private final Victim survivor;
  private final TestDatabase database;
  private final StationCrowd crowd;
  private final StationLedger ledger;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Scan> scans = new ArrayList<>();
  private final Queue<Scan> unanswered = new ConcurrentLinkedQueue<>();

  /** One scan: sent again, it is the same request. */
  private record Scan(String act, Open voucher, Device device, String key, String body) {}

  StationActs(
      Victim victim,
      Victim survivor,
      TestDatabase database,
      StationCrowd crowd,
      StationLedger ledger) {
    this.victim = victim;
    this.survivor = survivor;
    this.database = database;
    this.crowd = crowd;
    this.ledger = ledger;
  }

  /**
   * Does one thing.
   *
   * @param progress from 0 to 1, by which vouchers come into hand and go
   */
  void act(SplittableRandom random, double progress) {
    int hand = (int) (progress * (crowd.vouchers().size() - IN_HAND));
    Open voucher = crowd.vouchers().get(hand + random.nextInt(IN_HAND));
    int dice = random.nextInt(100);
    if (dice < 66) {
      redeem(random, voucher);
    } else if (dice < 76) {
      again(random);
    } else if (dice < 79) {
      otherBody(random, voucher);
    } else if (dice < 82) {
      forged(random, voucher);
    } else if (dice < 88) {
      person("mark-sent", voucher, JsonObject.of(), random);
    } else if (dice < 91) {
      person("void", voucher, JsonObject.of(), random);
    } else if (dice < 94) {
      person("void-replace", voucher, JsonObject.of("replacement", true), random);
    } else if (dice < 99) {
      bind(voucher, random);
    } else {
      byHand(voucher);
    }
  }

  private void redeem(SplittableRandom random, Open voucher) {
    boolean qr = random.nextBoolean();
    Device device = any(crowd.devices(), random);
    String body = body(qr ? voucher.qr() : voucher.code(), qr ? "qr" : "code");
    Scan scan = new Scan("redeem", voucher, device, "scan-" + random.nextLong(), body);
    remember(scan);
    // An impatient device, or a network that delivers twice.
    int times = random.nextInt(8) == 0 ? 1 + random.nextInt(5) : 1;
    List<CompletableFuture<Void>> sent = new ArrayList<>();
    for (int i = 0; i < times; i++) {
      sent.add(send(scan, random.nextBoolean() ? victim : survivor));
    }
    sent.forEach(CompletableFuture::join);
  }

  private void again(SplittableRandom random) {
    Scan scan = remembered(random);
    if (scan != null) {
      send(scan, random.nextBoolean() ? victim : survivor).join();
    }
  }

  private void otherBody(SplittableRandom random, Open voucher) {
    Scan scan = remembered(random);
    if (scan != null) {
      String body = body(voucher.code(), "code");
      send(new Scan("redeem", voucher, scan.device, scan.key, body), survivor).join();
    }
  }

  private void forged(SplittableRandom random, Open voucher) {
    int at = random.nextInt(voucher.qr().length());
    char other = voucher.qr().charAt(at) == 'B' ? 'C' : 'B';
    String qr = voucher.qr().substring(0, at) + other + voucher.qr().substring(at + 1);
    Device device = any(crowd.devices(), random);
    String key = "forged-" + random.nextLong();
    int status =
        ask(survivor, new Scan("forged", voucher, device, key, body(qr, "qr")))
            .thenApply(
                answer ->
                    ledger.note(
                        "forged", voucher.id(), device.station(), key, Instant.now(), answer))
            .exceptionally(lost -> 0)
            .join();
    if (status == 200) {
      ledger.count("FORGED AND TAKEN");
    }
  }

  private static String body(String code, String method) {
    return JsonObject.of(
            "voucherCode", code, "method", method, "scannedAt", Instant.now().toString())
        .encode();
  }

  private CompletableFuture<Void> send(Scan scan, Victim process) {
    Instant began = Instant.now();
    return ask(process, scan)
        .thenAccept(
            answer ->
                ledger.note(
                    scan.act, scan.voucher.id(), scan.device.station(), scan.key, began, answer))
        .exceptionally(
            lost -> {
              ledger.count("no answer");
              unanswered.add(scan);
              return null;
            });
  }

  private CompletableFuture<HttpResponse<String>> ask(Victim process, Scan scan) {
    return http.sendAsync(
        HttpRequest.newBuilder(process.url("/api/station/redeem"))
            .timeout(ANSWERS_WITHIN)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + scan.device.token())
            .header("X-Station-Session", scan.device.session())
            .header("Idempotency-Key", scan.key)
            .POST(BodyPublishers.ofString(scan.body))
            .build(),
        BodyHandlers.ofString());
  }

  private void person(String act, Open voucher, JsonObject body, SplittableRandom random) {
    String path = "/api/admin/vouchers/" + voucher.id() + "/" + act.replace("-replace", "");
    admin(act, "POST", path, voucher, null, body.put("reason", "storm"), random);
  }

  private void bind(Open voucher, SplittableRandom random) {
    UUID station = random.nextInt(3) == 0 ? null : any(crowd.stations(), random);
    JsonObject body =
        new JsonObject()
            .put("stationScope", station == null ? null : station.toString())
            .put("source", "manual")
            .put("reason", "storm");
    String path = "/api/admin/vouchers/" + voucher.id();
    admin("scope", "PATCH", path, voucher, station, body, random);
  }

  private void admin(
      String act,
      String method,
      String path,
      Open voucher,
      UUID station,
      JsonObject body,
      SplittableRandom random) {
    Instant began = Instant.now();
    HttpRequest request =
        HttpRequest.newBuilder((random.nextBoolean() ? victim : survivor).url(path))
            .timeout(ANSWERS_WITHIN)
            .header("Content-Type", "application/json")
            .header("Authorization", "Bearer " + crowd.peoplesKey())
            .header("Idempotency-Key", "act-" + random.nextLong())
            .method(method, BodyPublishers.ofString(body.encode()))
            .build();
    try {
      ledger.note(
          act, voucher.id(), station, null, began, http.send(request, BodyHandlers.ofString()));
    } catch (IOException lost) {
      ledger.count("no answer to a person");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the runbook lets an operator do. */
  private void byHand(Open voucher) {
    try (var support = database.connectAs("scrip_support");
        var statement =
            support.prepareStatement(
                "UPDATE vouchers SET status = 'void', change_reason = 'by hand' WHERE id = ?")) {
      statement.setObject(1, voucher.id());
      statement.execute();
      ledger.count("sql done");
    } catch (java.sql.SQLException refused) {
      ledger.count("sql refused");
    }
  }

  private synchronized void remember(Scan scan) {
    scans.add(scan);
  }

  /** One of the last scans, answered or not. */
  private synchronized Scan remembered(SplittableRandom random) {
    int back = Math.min(scans.size(), REMEMBERED);
    return back == 0 ? null : scans.get(scans.size() - 1 - random.nextInt(back));
  }

  /** Sends what got no answer until it gets one; returns how many never did. */
  int askAgain() {
    for (int round = 0; round < 5 && !unanswered.isEmpty(); round++) {
      List<Scan> lost = new ArrayList<>();
      for (Scan scan = unanswered.poll(); scan != null; scan = unanswered.poll()) {
        lost.add(scan);
      }
      lost.forEach(scan -> send(scan, survivor).join());
    }
    return unanswered.size();
  }

  /** Sends scans of any time once more. */
  void repeat(int times, SplittableRandom random) {
    for (int i = 0; i < times; i++) {
      Scan scan;
      synchronized (this) {
        scan = any(scans, random);
      }
      send(scan, random.nextBoolean() ? victim : survivor).join();
    }
  }

  private static <T> T any(List<T> of, SplittableRandom random) {
    return of.get(random.nextInt(of.size()));
  }
}
