package scrip.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scrip.access.LimitsConfig.Budget;

class LimitsConfigTest {

  @Test
  void a_budget_is_a_number_and_a_window() {
    assertEquals(new Budget(60, Duration.ofMinutes(1)), Budget.of("60/PT1M"));
    assertEquals(new Budget(0, Duration.ofHours(24)), Budget.of("0/P1D"));
    assertEquals(new Budget(1, Duration.ofSeconds(90)), Budget.of("1/PT1M30S"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "60",
        "60/",
        "/PT1M",
        "60/1M",
        "sixty/PT1M",
        "60/PT1M/5",
        "1e3/PT1M",
        "99999999999/PT1M"
      })
  void what_is_no_budget_is_refused_and_not_guessed(String text) {
    assertThrows(RuntimeException.class, () -> Budget.of(text));
  }

  @Test
  void every_budget_has_a_default_and_can_be_set() {
    LimitsConfig config = config(Map.of());
    LimitsConfig other = config(Map.of("scrip.limits.address-failures", "3/PT1H"));

    assertEquals(new Budget(3, Duration.ofHours(1)), other.addressFailures());
    assertEquals(new Budget(60, Duration.ofMinutes(1)), config.addressRequests());
    assertEquals(new Budget(10, Duration.ofMinutes(15)), config.addressFailures());
    assertEquals(new Budget(120, Duration.ofMinutes(1)), config.agentRequests());
    assertEquals(new Budget(30, Duration.ofMinutes(10)), config.agentFailures());
    assertEquals(new Budget(100, Duration.ofMinutes(10)), config.codeRequests());
    assertEquals(new Budget(10, Duration.ofHours(1)), config.codeFailures());
  }

  @Test
  void a_budget_that_cannot_be_read_stops_the_start() {
    Map<String, String> settings = Map.of("scrip.limits.address-failures", "many");

    assertThrows(RuntimeException.class, () -> config(settings));
  }

  private static LimitsConfig config(Map<String, String> settings) {
    return new SmallRyeConfigBuilder()
        .withMapping(LimitsConfig.class)
        .withDefaultValues(settings)
        .build()
        .getConfigMapping(LimitsConfig.class);
  }
}
