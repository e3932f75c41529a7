package scrip.local;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import scrip.testing.Given.SignedIn;
import scrip.testing.TestDatabase;
import scrip.testing.crash.Victim;
import scrip.testing.twilio.TwilioFault;
import scrip.testing.twilio.TwilioStandIn;

/**
 * What recipients, operators, jobs and people with SQL may do to a few pools, one act at a time,
 * each chosen at random. Refusals are answers; only what the checker finds afterwards is a failure.
 */
final class RandomActs {

  private static final List<String> RUNS =
      List.of(
          "cleanup-stuck-cards-every-10min",
          "watch-every-1min",
          "commit-imports-every-1min",
          "send-waiting-sms-every-1min",
          "retry-failed-sms-every-5min");

  private static final List<TwilioFault> FAULTS =
      List.of(
          TwilioFault.NONE,
          TwilioFault.CLOSE_BEFORE_ACCEPTING,
          TwilioFault.CLOSE_AFTER_ACCEPTING,
          TwilioFault.throttled(1),
          TwilioFault.SERVER_ERROR_500,
          TwilioFault.error(400, 21211, "Invalid 'To' Phone Number"));

  private final Victim victim;
  private final TestDatabase database;
  private final TwilioStandIn twilio;
  private final List<String> codes;
  private final List<UUID> pools;
  private final SignedIn asking;
  private final SignedIn granting;
  private final HttpClient http = HttpClient.newHttpClient();

  /** Cards that came in by hand, counted by the statements that were told so. */
  final AtomicLong inserted = new AtomicLong();

  RandomActs(
      Victim victim,
      TestDatabase database,
      TwilioStandIn twilio,
      List<String> codes,
      List<UUID> pools,
      SignedIn asking,
      SignedIn granting) {
    this.victim = victim;
    this.database = database;
    this.twilio = twilio;
    this.codes = codes;
    this.pools = pools;
    this.asking = asking;
    this.granting = granting;
  }

  /** Does one thing; says what it was and what came of it. */
  String act(SplittableRandom random, Connection support) throws InterruptedException {
    int dice = random.nextInt(1000);
    try {
      if (dice < 620) {
        return "redeem "
            + post("/api/redeem", JsonObject.of("code", any(codes, random))).statusCode();
      }
      if (dice < 650) {
        twilio.nextFaults(any(FAULTS, random));
        return "provider fault";
      }
      if (dice < 700) {
        String job = any(RUNS, random);
        return job + " " + post("/runs/" + job, new JsonObject()).statusCode();
      }
      if (dice < 720) {
        return "import " + importCards(random);
      }
      if (dice < 760) {
        return "transfer " + transfer(random);
      }
      if (dice < 830) {
        return operate(random);
      }
      return "sql " + sql(random, support);
    } catch (IOException e) {
      return "no answer";
    }
  }

  private int importCards(SplittableRandom random) throws IOException, InterruptedException {
    StringBuilder file = new StringBuilder("card_code,card_number\r\n");
    for (int i = 0; i < 40; i++) {
      // Few enough codes that files meet each other's.
      String code = "IMP" + random.nextInt(codes.size() * 2);
      file.append(i % 20 == 19 ? "" : code).append(',').append(random.nextInt(1 << 30));
      file.append("\r\n");
    }
    var made =
        post(
            "/api/admin/imports",
            JsonObject.of(
                "kind",
                "cards",
                "poolId",
                any(pools, random).toString(),
                "fileName",
                "random.csv"));
    if (made.statusCode() != 201) {
      return made.statusCode();
    }
    String path = "/api/admin/imports/" + new JsonObject(made.body()).getString("id");
    send(
        asking,
        HttpRequest.newBuilder(victim.url(path + "/parts/1"))
            .header("Content-Type", "application/octet-stream")
            .PUT(BodyPublishers.ofString(file.toString())));
    return post(path + "/commit", JsonObject.of("parts", 1)).statusCode();
  }

  private int transfer(SplittableRandom random) throws IOException, InterruptedException {
    return post(
            "/api/admin/pools/" + any(pools, random) + "/transfer",
            JsonObject.of(
                "toPool",
                any(pools, random).toString(),
                "cards",
                1 + random.nextInt(20),
                "reason",
                "at random"))
        .statusCode();
  }

  /** An operator's act on one card, whatever state it is in. */
  private String operate(SplittableRandom random) throws IOException, InterruptedException {
    long card = card(random);
    JsonObject reason = JsonObject.of("reason", "at random");
    return switch (random.nextInt(5)) {
      case 0 ->
          "void "
              + post("/api/admin/cards/void", reason.copy().put("cardIds", List.of(card)))
                  .statusCode();
      case 1 ->
          "quarantine " + post("/api/admin/cards/" + card + "/quarantine", reason).statusCode();
      case 2 -> "release " + release(card, reason);
      case 3 ->
          "reveal "
              + post("/api/admin/cards/reveal", reason.copy().put("cardIds", List.of(card)))
                  .statusCode();
      default ->
          "replace "
              + post(
                      "/api/admin/cards/" + card + "/replace",
                      reason.copy().put("oldCard", "quarantine"))
                  .statusCode();
    };
  }

  /** Asked for by one, granted by another, done by the first. */
  private String release(long card, JsonObject reason) throws IOException, InterruptedException {
    JsonObject body = reason.copy().put("evidence", "at random");
    String path = "/api/admin/cards/" + card + "/release";
    var asked = post(path, body);
    String approval =
        asked.statusCode() == 409 ? new JsonObject(asked.body()).getString("approvalId") : null;
    if (approval == null) {
      return Integer.toString(asked.statusCode());
    }
    write(granting, "/api/admin/approvals/" + approval + "/grant", reason);
    return "granted " + post(path, body).statusCode();
  }

  private String sql(SplittableRandom random, Connection support) {
    long card = card(random);
    return switch (random.nextInt(9)) {
      case 0, 1 -> {
        int rows =
            typed(
                support,
                "INSERT INTO gift_cards (pool_id, card_code, card_number, status) VALUES (?, ?, '1234567890123456', 'available')",
                any(pools, random),
                "TEMP-" + random.nextInt(codes.size()));
        inserted.addAndGet(Math.max(0, rows));
        yield "insert " + rows;
      }
      case 2 ->
          "counts "
              + typed(
                  support,
                  "UPDATE gift_card_pools SET available_cards = available_cards + 2, total_cards = total_cards + 2 WHERE id = ?",
                  any(pools, random));
      case 3, 4 ->
          "release "
              + typed(
                  support,
                  "UPDATE gift_cards SET status = 'available', claimed_at = NULL, claimed_by_recipient_id = NULL WHERE id = ?",
                  card);
      case 5 ->
          "quarantine "
              + typed(
                  support,
                  "UPDATE gift_cards SET status = 'quarantined' WHERE id = ? AND status IN ('available', 'claimed')",
                  card);
      case 6 ->
          "mark "
              + typed(
                  support,
                  "UPDATE gift_card_deliveries SET sms_status = 'manually_delivered', sms_sent_at = NOW() WHERE gift_card_id = ?",
                  card);
      case 7 ->
          "unlock "
              + typed(support, "DELETE FROM rate_limit_tracking WHERE identifier = '127.0.0.1'");
      default -> "age " + age(card);
    };
  }

  /** Lets time pass for one card, as only the owner of the tables can. */
  private int age(long card) {
    database.update(
        "UPDATE rescue_visits v SET first_at = first_at - INTERVAL '20 minutes' FROM gift_cards c"
            + " WHERE c.id = ? AND v.claim_id = c.current_claim_id",
        card);
    return database.update(
        "UPDATE gift_cards SET claimed_at = claimed_at - INTERVAL '20 minutes' WHERE id = ? AND status = 'claimed'",
        card);
  }

  private static int typed(Connection support, String sql, Object... parameters) {
    try (var statement = support.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setObject(i + 1, parameters[i]);
      }
      return statement.executeUpdate();
    } catch (SQLException e) {
      return -1;
    }
  }

  /** A card, most likely one that there is. */
  private long card(SplittableRandom random) {
    return 1 + random.nextLong(codes.size());
  }

  private HttpResponse<String> post(String path, JsonObject body)
      throws IOException, InterruptedException {
    // A recipient is nobody in particular; all else is done by somebody who is signed in.
    return path.startsWith("/api/admin")
        ? write(asking, path, body)
        : http.send(
            HttpRequest.newBuilder(victim.url(path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body.encode()))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> write(SignedIn as, String path, JsonObject body)
      throws IOException, InterruptedException {
    return send(
        as,
        HttpRequest.newBuilder(victim.url(path))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(body.encode())));
  }

  private HttpResponse<String> send(SignedIn as, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(
        request
            .header("Cookie", "scrip_session=" + as.cookie())
            .header("X-CSRF-Token", as.csrf())
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static <T> T any(List<T> of, SplittableRandom random) {
    return of.get(random.nextInt(of.size()));
  }
}
