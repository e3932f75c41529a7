package scrip.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.7, true",
    "' 2001:DB8::17 ', 2001:db8::17, true",
    "::1, ::1, true",
    "agent:5F3C0B6E-3F1B-4E0B-9B57-6E4E8A0B1C2D, agent:5f3c0b6e-3f1b-4e0b-9b57-6e4e8a0b1c2d, false",
    "person:5f3c0b6e-3f1b-4e0b-9b57-6e4e8a0b1c2d, person:5f3c0b6e-3f1b-4e0b-9b57-6e4e8a0b1c2d, false",
    "code:0123456789abcdef, code:0123456789abcdef, false"
  })
  void who_is_counted_is_read(String typed, String name, boolean address) {
    assertEquals(new Identifier(name, address), Identifier.read(typed).orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "7KMA-QRTX-49WE",
        "203.0.113",
        "fe80::1%eth0",
        "[::1]",
        "ada@example.com",
        "agent:",
        "a'b"
      })
  void anything_else_is_nobody(String typed) {
    assertTrue(Identifier.read(typed).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "203.0.113.7, 203.0.113.7/32",
    "203.0.0.0/16, 203.0.0.0/16",
    "2001:db8::/32, 2001:db8::/32",
    "2001:db8::1, 2001:db8::1/128"
  })
  void networks_are_read(String typed, String cidr) {
    assertEquals(cidr, Network.read(typed).orElseThrow().cidr());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "203.0.0.0/15",
        "0.0.0.0/0",
        "2001:db8::/31",
        "1.2.3.4/33",
        "1.2.3.4/",
        "1.2.3.4/24/24",
        "x/24",
        "::1%1/64"
      })
  void networks_too_wide_or_broken_are_not(String typed) {
    assertTrue(Network.read(typed).isEmpty());
  }
}
