package scrip.local;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scrip.testing.Given;
import scrip.testing.HistoryChecker;

/**
 * The product told as one story, in a real browser: a letter, a code, a card, a message; with and
 * without JavaScript.
 */
class JourneyIT {

  private static final Path SHOTS = Path.of("target", "screenshots");
  private static Playwright playwright;
  private static Browser browser;
  private static Given given;
  private static UUID pool;
  private static UUID campaign;

  @BeforeAll
  static void start() {
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    browser =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(chromium())
                    .setArgs(
                        List.of(
                            "--no-sandbox", "--disable-gpu", "--disable-background-networking")));
    given = Running.given();
    Running.allowLoopback();
    String name = "Corner Coffee " + UUID.randomUUID();
    pool = given.poolOf(name, 5);
    campaign = given.campaign(pool, name);
  }

  @AfterAll
  static void stop() {
    browser.close();
    playwright.close();
  }

  @Test
  void a_code_typed_on_the_page_becomes_a_message_that_arrives() {
    String code = given.recipient(campaign, "Ada", "+15005550006");
    Page page = page(true);

    page.fill("input[name=code]", code.toLowerCase(java.util.Locale.ROOT).replace("-", ""));
    page.press("input[name=code]", "Enter");

    assertThat(page.locator("main")).containsText("USD 25.00");
    assertThat(page.locator("main")).containsText("06");
    assertThat(page.locator("[data-state=delivered]")).isVisible();
    shot(page, "redeemed");
    assertEquals(
        1,
        database(
            "SELECT count(*) FROM gift_cards WHERE status = 'delivered' AND pool_id = '"
                + pool
                + "'"));
    assertTrue(
        Running.process().get("/redeem/").body().contains("<form"),
        "the page works without its script");
    assertEquals(List.of(), new HistoryChecker(Running.database()).violations());
  }

  @Test
  void without_javascript_the_same_happens() {
    String code = given.recipient(campaign, "Ada", "+15005550006");
    Page page = page(false);

    page.fill("input[name=code]", code);
    page.press("input[name=code]", "Enter");

    assertThat(page.locator("main")).containsText("USD 25.00");
    assertTrue(page.url().contains("/redeem/0"), page.url());
    shot(page, "redeemed-no-script");
  }

  @Test
  void a_wrong_code_says_what_to_do_and_loses_nothing() {
    for (boolean script : List.of(true, false)) {
      Page page = page(script);
      page.fill("input[name=code]", "7KMA-QRTX-49WE");
      page.press("input[name=code]", "Enter");

      assertThat(page.locator("main")).containsText("Check the code on your letter");
      assertThat(page.locator("input[name=code]")).hasValue(Pattern.compile("7KMA-?QRTX-?49WE"));
      shot(page, "refused-" + script);
    }
  }

  @Test
  void every_field_has_a_label_and_the_page_a_language() {
    Page page = page(true);

    assertThat(page.locator("html")).hasAttribute("lang", "en");
    for (var input : page.locator("input:not([type=hidden])").all()) {
      String id = input.getAttribute("id");
      assertEquals(1, page.locator("label[for='" + id + "']").count(), "label of " + id);
    }
  }

  private static Page page(boolean script) {
    Page page =
        browser.newPage(
            new Browser.NewPageOptions().setJavaScriptEnabled(script).setViewportSize(390, 844));
    page.navigate(Running.process().url("/redeem/").toString());
    return page;
  }

  private static void shot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions().setPath(SHOTS.resolve(name + ".png")).setFullPage(true));
  }

  private static long database(String sql) {
    return Running.database().count(sql);
  }

  private static Path chromium() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no Chromium here: infra/bin/setup installs one"));
  }
}
