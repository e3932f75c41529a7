package scrip.local;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import com.microsoft.playwright.options.ServiceWorkerPolicy;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import scrip.giftcard.CodeAlphabet;

/**
 * Every screen of the page of stations, with answers made up here: pictures of all of them in both
 * schemes and on a small phone, and what can be found wrong with them by a machine.
 */
class StationScreensIT {

  private static final String STATION =
      "\"station\":{\"id\":\"s\",\"code\":\"KGL01\",\"name\":\"Kigali Centre\",\"timeZone\":\"Africa/Kigali\"},"
          + "\"device\":{\"id\":\"d\",\"label\":\"Pump 3\"}";
  private static final String REDEEMED =
      "{\"status\":\"redeemed\",\"voucherId\":\"v\",\"brand\":\"Lakeside Fuel\",\"reference\":\"K7QM4TXA\","
          + "\"amount\":{\"amount\":25000,\"currency\":\"RWF\"},\"maskedMsisdn\":\"+250 78* *** 012\","
          + "\"redeemedAt\":\"2026-11-22T12:05:00Z\"}";
  private static final String AXE =
      "async rules => (await axe.run(document, rules ? { runOnly: { type: 'rule', values: rules } } : {}))"
          + ".violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 120)).join(' | '))";
  private static final Map<String, String> OUTCOMES = new LinkedHashMap<>();

  static {
    OUTCOMES.put("redeemed", "200" + REDEEMED);
    OUTCOMES.put(
        "already_redeemed",
        problem(
            409,
            "already_redeemed",
            "\"redeemedAt\":\"2026-11-22T10:05:00Z\",\"station\":\"Kigali Centre\",\"reference\":\"K7QM4TXA\",\"here\":false"));
    OUTCOMES.put("wrong_station", problem(403, "wrong_station", "\"station\":\"Musanze North\""));
    OUTCOMES.put("expired", problem(410, "expired", "\"expiresAt\":\"2026-10-31T22:00:00Z\""));
    OUTCOMES.put("void", problem(410, "void", "\"voidedAt\":\"2026-11-01T08:00:00Z\""));
    OUTCOMES.put("voucher_not_found", problem(404, "voucher_not_found", "\"detail\":\"\""));
    OUTCOMES.put("bad_signature", problem(422, "bad_signature", "\"detail\":\"\""));
    OUTCOMES.put("too_many_attempts", problem(429, "too_many_attempts", "\"retryAfter\":290"));
    OUTCOMES.put("station_redeem_off", problem(503, "station_redeem_off", "\"detail\":\"\""));
    OUTCOMES.put("station_closed", problem(403, "station_closed", "\"detail\":\"\""));
    OUTCOMES.put("refused", problem(422, "key_reused", "\"detail\":\"\""));
    OUTCOMES.put("unconfirmed", "");
  }

  private final List<String> violations = new ArrayList<>();
  private String answer = "";
  private String axe;
  private Page page;

  @Test
  void no_screen_has_a_fault_that_a_machine_finds() throws IOException {
    try (var script = getClass().getResourceAsStream("/axe.min.js")) {
      axe = new String(script.readAllBytes(), StandardCharsets.UTF_8);
    }
    Browser browser = StationCounter.browser();
    try (BrowserContext phone = device(browser, "en-GB", 390, 844)) {
      page = phone.newPage();
      steps();
      TreeSet<String> shapes = outcomes(true);
      assertEquals(OUTCOMES.size(), shapes.size(), "every outcome has a shape of its own");
      lists();
    }
    try (BrowserContext small = device(browser, "rw", 320, 640)) {
      page = small.newPage();
      steps();
      outcomes(false);
      lists();
    }
    assertEquals(List.of(), violations);
  }

  private void steps() {
    page.navigate(StationCounter.url());
    page.locator("#enrolment").waitFor();
    look("enrol", true);
    page.locator("#enrolment").fill(CodeAlphabet.issue(new Random(), 12));
    page.locator("form button.primary").click();
    page.locator("#passcode").waitFor();
    look("sign-in", true);
    StationCounter.signIn(page);
    page.locator(".tiles").waitFor();
    look("home", true);
    page.locator(".tile.main").click();
    page.locator(".camera .hint").waitFor();
    look("scan", false);
    page.evaluate("location.hash = 'type'");
    page.locator("#voucher").pressSequentially("A8O");
    page.locator("#voucher-fault").waitFor();
    look("type", true);
  }

  private TreeSet<String> outcomes(boolean all) {
    TreeSet<String> shapes = new TreeSet<>();
    OUTCOMES.forEach(
        (outcome, body) -> {
          answer = body;
          StationCounter.type(page, CodeAlphabet.issue(new Random(), 9));
          assertThat(StationCounter.outcome(page)).hasAttribute("data-outcome", outcome);
          assertThat(page.locator("h1")).isFocused();
          shapes.add(page.locator(".shape path").first().getAttribute("d"));
          assertEquals(
              true,
              page.evaluate(
                  "[...document.querySelectorAll('.result *')].filter(e => e.childElementCount === 0 && e.textContent)"
                      + ".every(e => parseFloat(getComputedStyle(e).fontSize) >= 20 || e.closest('button'))"),
              outcome + " has text under 20 px");
          look("result-" + outcome, all);
        });
    return shapes;
  }

  private void lists() {
    for (String screen : List.of("waiting", "history", "balance")) {
      page.evaluate("name => { location.hash = name; }", screen);
      page.locator(".entry").first().waitFor();
      look(screen, screen.equals("history"));
    }
  }

  /**
   * Takes a picture in both schemes; the second, and the small phone, only of what differs there.
   */
  private void look(String name, boolean both) {
    int width = page.viewportSize().width;
    for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      boolean first = scheme == ColorScheme.DARK;
      if (both ? first || width > 320 : first && width > 320) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
        StationCounter.shot(page, name + "-" + width + "-" + scheme.name().toLowerCase());
        if (!(boolean) page.evaluate("'axe' in globalThis")) {
          page.evaluate(axe);
        }
        Object found = page.evaluate(AXE, first ? null : List.of("color-contrast"));
        ((List<?>) found)
            .forEach(fault -> violations.add(name + " " + width + " " + scheme + ": " + fault));
      }
    }
    if ((boolean) page.evaluate("document.documentElement.scrollWidth > innerWidth")) {
      violations.add(name + " is wider than " + width);
    }
  }

  private BrowserContext device(Browser browser, String language, int width, int height) {
    BrowserContext device =
        browser.newContext(
            new Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setLocale(language)
                .setReducedMotion(ReducedMotion.REDUCE)
                .setServiceWorkers(ServiceWorkerPolicy.BLOCK));
    device.route("**/api/station/**", this::answer);
    return device;
  }

  private void answer(Route route) {
    String path = route.request().url().replaceAll(".*/api/station|\\?.*", "");
    String sum =
        "\"redeemed\":{\"count\":12,\"amount\":142500},\"reversed\":{\"count\":1,\"amount\":5000}";
    String body =
        switch (path) {
          case "/enrol" -> "201{\"deviceId\":\"d\",\"deviceToken\":\"t\"," + STATION + "}";
          case "/login" ->
              "200{\"session\":\"s\",\"expiresAt\":\"2099-01-01T00:00:00Z\"," + STATION + "}";
          case "/me" -> "200{" + STATION + ",\"session\":null,\"redeemEnabled\":true}";
          case "/history" ->
              "200{\"data\":["
                  + REDEEMED.replaceAll("}$", ",\"method\":\"qr\",\"reversedAt\":null},")
                  + REDEEMED.replaceAll(
                      "}$", ",\"method\":\"code\",\"reversedAt\":\"2026-11-22T15:00:00Z\"}")
                  + "],\"nextCursor\":\"next\"}";
          case "/balance" ->
              "200{\"data\":[{\"day\":\"2026-11-22\",\"currency\":\"RWF\","
                  + sum
                  + "},{\"day\":\"2026-11-22\",\"currency\":\"USD\","
                  + sum
                  + "}],\"timeZone\":\"Africa/Kigali\",\"asOf\":\"2026-11-22T18:00:00Z\"}";
          default -> answer;
        };
    if (body.isEmpty()) {
      route.abort();
      return;
    }
    route.fulfill(
        new Route.FulfillOptions()
            .setStatus(Integer.parseInt(body.substring(0, 3)))
            .setContentType("application/json")
            .setBody(body.substring(3)));
  }

  private static String problem(int status, String code, String more) {
    return status + "{\"code\":\"" + code + "\",\"status\":" + status + "," + more + "}";
  }
}
