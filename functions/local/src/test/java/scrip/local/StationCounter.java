package scrip.local;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.WaitForSelectorState;
import io.quarkus.elytron.security.common.BcryptUtil;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import scrip.access.Hash;
import scrip.giftcard.CodeAlphabet;
import scrip.money.Money;
import scrip.testing.Given;
import scrip.testing.GivenVouchers;
import scrip.testing.GivenVouchers.Open;
import scrip.testing.KeyFile;

/** A client with two stations, and what an operator does on the page of them. */
final class StationCounter {

  static final Path SHOTS = Path.of("target", "screenshots");
  static final Path FILM = Path.of("target", "voucher.y4m");
  static final String PASSCODE = "482913";
  private static Browser browser;

  static {
    // A machine that has much else to do is given more time, as everywhere in these tests.
    PlaywrightAssertions.setDefaultAssertionTimeout(
        1000.0 * Integer.getInteger("scrip.await.seconds", 20));
  }

  final UUID client;
  final UUID brand;
  final UUID station;
  final UUID other;
  private final GivenVouchers given;
  private final String name = UUID.randomUUID().toString().substring(0, 4).toUpperCase();

  StationCounter() {
    Given rows = Running.given();
    given =
        new GivenVouchers(
            Running.database(),
            KeyFile.in(Running.process().home().resolve("keys.json")),
            System.nanoTime());
    client = rows.client("Fuel " + name, "RW");
    brand = rows.brand("Fuel " + name);
    station = given.station(client, "A" + name);
    other = given.station(client, "B" + name);
    Running.database()
        .update(
            "UPDATE stations SET passcode_hash = ? WHERE id = ?",
            BcryptUtil.bcryptHash(PASSCODE),
            station);
    Running.allowLoopback();
  }

  String stationName() {
    return "Station A" + name;
  }

  String otherName() {
    return "Station B" + name;
  }

  Open voucher() {
    return given.voucher(client, brand, new Money(5000, "RWF"), Instant.now().minusSeconds(60));
  }

  /** A code that enrols one device. */
  String enrolment() {
    String code = CodeAlphabet.issue(new Random(), 12);
    Running.database()
        .update(
            "INSERT INTO station_enrolments (code_hash, station_id, label, made_by, expires_at)"
                + " VALUES (?, ?, 'Counter 1', 'given', now() + INTERVAL '10 minutes')",
            Hash.sha256(code),
            station);
    return code;
  }

  /** Enrols by the address that a QR code gives, and signs in on the keys of the page. */
  void open(Page page) {
    page.navigate(url() + "#enrol=" + enrolment());
    page.locator("button.primary").click();
    signIn(page);
    page.waitForFunction("navigator.serviceWorker.controller !== null");
  }

  static void signIn(Page page) {
    for (char digit : PASSCODE.toCharArray()) {
      page.locator(".key:text-is('" + digit + "')").click();
    }
    page.locator("form.passcode button.primary").click();
    page.locator("#passcode").waitFor(hidden());
  }

  /** Types a code, from whatever screen is shown. */
  static void type(Page page, String code) {
    page.evaluate("location.hash = 'home'");
    page.locator(".tile.wide:not(.main)").click();
    page.locator("#voucher").fill(code);
    page.locator("#voucher").press("Enter");
  }

  static Locator outcome(Page page) {
    return page.locator(".result");
  }

  /** The page of a device that is enrolled and signed in, as if it were opened anew. */
  static void reopen(Page page) {
    page.navigate(url());
    page.locator(".tiles").waitFor();
  }

  static String url() {
    return Running.process().url("/station/").toString();
  }

  /** What came of a voucher's requests, with their keys, the oldest first. */
  List<String> attempts(Open voucher) {
    return Running.database()
        .all(
            "SELECT outcome || ' ' || idempotency_key FROM station_attempts WHERE voucher_id = ? ORDER BY id",
            voucher.id())
        .stream()
        .map(row -> row.get(0))
        .toList();
  }

  long redemptions(Open voucher) {
    return Running.database()
        .count(
            "SELECT count(*) FROM voucher_redemptions WHERE voucher_id = '" + voucher.id() + "'");
  }

  static void shot(Page page, String name) {
    page.screenshot(
        new Page.ScreenshotOptions()
            .setPath(SHOTS.resolve("station-" + name + ".png"))
            .setFullPage(true));
  }

  /**
   * The one browser of all tests of the page. Its camera plays {@link #FILM}; a page that was given
   * no right to the camera is refused it.
   */
  static synchronized Browser browser() {
    if (browser == null) {
      Playwright playwright =
          Playwright.create(
              new Playwright.CreateOptions()
                  .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
      Runtime.getRuntime().addShutdownHook(new Thread(playwright::close));
      List<String> arguments =
          List.of(
              "--no-sandbox",
              "--disable-gpu",
              "--disable-background-networking",
              "--deny-permission-prompts",
              "--use-fake-device-for-media-stream",
              "--use-file-for-fake-video-capture=" + FILM.toAbsolutePath());
      browser =
          playwright
              .chromium()
              .launch(
                  new BrowserType.LaunchOptions().setExecutablePath(chromium()).setArgs(arguments));
    }
    return browser;
  }

  private static Locator.WaitForOptions hidden() {
    return new Locator.WaitForOptions().setState(WaitForSelectorState.HIDDEN);
  }

  private static Path chromium() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow(() -> new AssertionError("no Chromium here: infra/bin/setup installs one"));
  }
}
