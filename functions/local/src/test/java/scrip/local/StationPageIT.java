package scrip.local;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scrip.testing.GivenVouchers.Open;

/**
 * The page of stations as an operator uses it, against everything real: nothing is confirmed that
 * the server did not confirm, and nothing that is sent again is redeemed again.
 */
class StationPageIT {

  private static final String REDEEM = "**/api/station/redeem";
  private static final String SCANS =
      "() => new Promise(done => { const open = indexedDB.open('station'); open.onsuccess = () => {"
          + " const all = open.result.transaction('scans').objectStore('scans').getAll();"
          + " all.onsuccess = () => { open.result.close(); done(all.result.map(s => s.state + ' ' + s.key)); }; }; })";

  private static final String FORGET =
      "() => new Promise(done => { const open = indexedDB.open('station'); open.onsuccess = () => {"
          + " const work = open.result.transaction('scans', 'readwrite'); work.objectStore('scans').clear();"
          + " work.oncomplete = () => { open.result.close(); done(); }; }; })";

  private static StationCounter counter;
  private static BrowserContext device;
  private Page page;

  @BeforeAll
  static void enrol() {
    counter = new StationCounter();
    device =
        StationCounter.browser()
            .newContext(
                new Browser.NewContextOptions().setViewportSize(390, 844).setLocale("en-GB"));
    Page first = device.newPage();
    counter.open(first);
    assertFalse(first.url().contains("enrol"), "the code is gone from " + first.url());
    first.close();
  }

  @AfterAll
  static void leave() {
    device.close();
  }

  @BeforeEach
  void open() {
    page = device.newPage();
    StationCounter.reopen(page);
    page.evaluate(FORGET);
  }

  @AfterEach
  void close() {
    device.setOffline(false);
    device.pages().forEach(Page::close);
  }

  @Test
  void a_voucher_is_redeemed_once_and_the_second_time_is_no_success() {
    Open voucher = counter.voucher();

    StationCounter.type(page, voucher.code().toLowerCase(java.util.Locale.ROOT).replace("-", ""));
    assertThat(StationCounter.outcome(page)).hasAttribute("data-outcome", "redeemed");
    assertThat(page.locator(".amount")).hasText("RWF\u00a05,000");
    assertThat(page.locator("h1")).isFocused();
    StationCounter.shot(page, "journey-redeemed");

    StationCounter.type(page, voucher.code());
    assertThat(StationCounter.outcome(page)).hasAttribute("data-outcome", "already_redeemed");
    assertThat(page.locator("dl")).containsText("Here, at this station");
    assertEquals(1, counter.redemptions(voucher));

    page.evaluate("location.hash = 'history'");
    assertThat(page.locator(".entry").first()).containsText("RWF\u00a05,000");
    page.evaluate("location.hash = 'balance'");
    assertThat(page.locator(".entry").first()).containsText("voucher");
  }

  @Test
  void a_voucher_of_another_station_says_which() {
    Open voucher = counter.voucher();
    Running.database()
        .update(
            "UPDATE vouchers SET station_scope = ?, scope_source = 'manual' WHERE id = ?",
            counter.other,
            voucher.id());

    StationCounter.type(page, voucher.code());

    assertThat(StationCounter.outcome(page)).hasAttribute("data-outcome", "wrong_station");
    assertThat(page.locator("dl")).containsText(counter.otherName());
    assertEquals(0, counter.redemptions(voucher));
  }

  @Test
  void a_code_with_a_wrong_character_is_never_sent() {
    AtomicInteger sent = new AtomicInteger();
    page.onRequest(request -> sent.addAndGet(request.url().endsWith("/redeem") ? 1 : 0));
    String code = counter.voucher().code();
    char wrong = code.charAt(0) == 'A' ? 'C' : 'A';

    StationCounter.type(page, wrong + code.substring(1));
    assertThat(page.locator("#voucher-fault"))
        .hasText("One character is wrong. Read the code again.");
    page.locator("#voucher").fill("O" + code.substring(1));
    assertThat(page.locator("#voucher-fault")).hasText("No code has O in it. Look again.");
    page.locator("#voucher").press("Enter");

    assertThat(page.locator("#voucher")).isVisible();
    assertEquals(0, sent.get());
  }

  @Test
  void without_a_network_a_scan_waits_and_is_confirmed_later_with_its_own_key() {
    Open voucher = counter.voucher();
    device.setOffline(true);
    page.reload();

    StationCounter.type(page, voucher.code());
    assertThat(StationCounter.outcome(page)).hasAttribute("data-outcome", "unconfirmed");
    assertThat(page.locator("#banners")).containsText("No connection");
    assertThat(page.locator("#banners")).containsText("1 scan not confirmed");
    StationCounter.shot(page, "journey-offline");
    StationCounter.type(page, voucher.code());
    assertThat(page.locator("h1")).hasText("This voucher waits already");
    List<String> waiting = scans();
    assertEquals(1, waiting.size(), waiting::toString);
    assertEquals(0, counter.redemptions(voucher));

    Page second = device.newPage();
    second.navigate(StationCounter.url());
    assertThat(second.locator("#banners")).containsText("1 scan not confirmed");
    device.setOffline(false);

    assertThat(page.locator("#banners")).containsText("1 scan has its answer");
    page.locator(".banner.news button").click();
    page.locator(".entry button").click();
    assertThat(StationCounter.outcome(page)).hasAttribute("data-outcome", "redeemed");
    assertThat(page.locator(".todo")).containsText("Confirmed late");
    String key = waiting.get(0).split(" ")[1];
    assertEquals(List.of("redeemed " + key), counter.attempts(voucher), "one sender, one key");
  }

  @Test
  void a_reload_while_it_is_sent_asks_again_with_the_same_key() {
    Open voucher = counter.voucher();
    List<Route> held = new ArrayList<>();
    page.route(
        REDEEM,
        route -> {
          if (held.isEmpty()) {
            route.fetch();
            held.add(route);
          } else {
            route.resume();
          }
        });

    StationCounter.type(page, voucher.code());
    page.waitForCondition(() -> !held.isEmpty());
    assertThat(page.locator("h1")).hasText("Checking …");
    String key = scans().get(0).split(" ")[1];
    page.reload();

    assertThat(StationCounter.outcome(page)).hasAttribute("data-outcome", "redeemed");
    assertEquals(List.of("redeemed " + key, "repeated " + key), counter.attempts(voucher));
    assertEquals(1, counter.redemptions(voucher));
  }

  @Test
  void a_lost_answer_is_not_confirmed_until_it_comes() {
    Open voucher = counter.voucher();
    page.route(
        REDEEM,
        route -> {
          route.fetch();
          route.fulfill(new Route.FulfillOptions().setStatus(502).setBody("<h1>Bad gateway</h1>"));
        },
        new Page.RouteOptions().setTimes(1));

    StationCounter.type(page, voucher.code());
    assertThat(StationCounter.outcome(page)).hasAttribute("data-outcome", "unconfirmed");
    assertThat(page.locator(".todo")).containsText("Give nothing yet");
    page.locator("button.primary").click();

    assertThat(StationCounter.outcome(page)).hasAttribute("data-outcome", "redeemed");
    assertEquals(1, counter.redemptions(voucher));
    assertEquals(2, counter.attempts(voucher).size());
  }

  @Test
  void a_session_that_is_over_asks_for_the_passcode_and_goes_on_with_the_scan() {
    Open voucher = counter.voucher();
    Running.database()
        .update("UPDATE station_sessions SET ended_at = now() WHERE ended_at IS NULL");

    StationCounter.type(page, voucher.code());
    assertThat(page.locator("#passcode")).isVisible();
    assertEquals(1, scans().size());
    StationCounter.signIn(page);

    assertThat(StationCounter.outcome(page)).hasAttribute("data-outcome", "redeemed");
    assertEquals(1, counter.redemptions(voucher));
  }

  @Test
  void the_device_keeps_the_shell_and_no_answer_of_the_interface() {
    StationCounter.type(page, counter.voucher().code());
    assertThat(StationCounter.outcome(page)).hasAttribute("data-outcome", "redeemed");
    page.evaluate("location.hash = 'history'");
    assertThat(page.locator(".entry").first()).isVisible();

    List<?> kept =
        (List<?>)
            page.evaluate(
                "async () => (await Promise.all((await caches.keys()).map(async name =>"
                    + " (await (await caches.open(name)).keys()).map(r => new URL(r.url).pathname)))).flat()");

    assertTrue(kept.contains("/station/"), kept::toString);
    assertTrue(kept.contains("/station/scanner/scanner.js"), kept::toString);
    assertEquals(
        List.of(), kept.stream().filter(p -> !p.toString().startsWith("/station/")).toList());
  }

  @Test
  void the_page_runs_no_script_but_its_own_and_its_address_has_a_slash() throws Exception {
    var page = Running.process().get("/station/");
    String policy = page.headers().firstValue("Content-Security-Policy").orElse("");
    assertTrue(policy.startsWith("default-src 'none'; script-src 'self';"), policy);
    assertEquals("no-cache", page.headers().firstValue("Cache-Control").orElse(""));
    assertTrue(
        page.headers().firstValue("Permissions-Policy").orElse("").contains("camera=(self)"));
    assertFalse(page.body().contains("<style") || page.body().contains("style="), "inline style");

    var bare = Running.process().get("/station");
    assertEquals(308, bare.statusCode());
    assertEquals("/station/", bare.headers().firstValue("Location").orElse(""));
    assertEquals(
        "text/javascript",
        Running.process()
            .get("/station/sw.js")
            .headers()
            .firstValue("Content-Type")
            .orElse("")
            .replaceAll(";.*", ""));
    assertTrue(
        Running.process()
                .get("/station/icons/icon-512.png")
                .body()
                .getBytes(StandardCharsets.UTF_8)
                .length
            > 1000);
  }

  private List<String> scans() {
    return ((List<?>) page.evaluate(SCANS)).stream().map(Object::toString).toList();
  }
}
