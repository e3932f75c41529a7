package scrip.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.jandex.ClassInfo;
import org.jboss.jandex.IndexReader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import scrip.giftcard.RedeemRefusal;

class RefusalsTest {

  @Test
  void all_features_together_have_no_slug_twice() throws Exception {
    List<Refusal> all = all();

    Set<String> slugs = new HashSet<>();
    all.forEach(refusal -> assertTrue(slugs.add(refusal.slug()), refusal.slug()));
    assertTrue(all.contains(RequestRefusal.INTERNAL) && all.contains(RedeemRefusal.POOL_EMPTY));
  }

  @ParameterizedTest
  @MethodSource("all")
  void a_slug_is_its_name_in_kebab_case_and_its_code_the_same_with_underscores(Refusal refusal) {
    String slug = refusal.slug();

    assertTrue(slug.matches("[a-z]+(-[a-z]+)*"), slug);
    assertEquals(((Enum<?>) refusal).name().toLowerCase(Locale.ROOT), slug.replace('-', '_'));
  }

  @ParameterizedTest
  @MethodSource("all")
  void every_refusal_has_a_status_that_is_one_and_says_what_is_wrong_and_what_to_do(
      Refusal refusal) {
    assertTrue(refusal.status() >= 400 && refusal.status() <= 599);
    assertFalse(refusal.title().isBlank() || refusal.title().endsWith("."));
    assertTrue(refusal.advice().endsWith(".") || refusal.advice().endsWith("?"));
  }

  @Test
  void the_public_cannot_tell_an_unknown_code_from_an_expired_or_a_closed_one() {
    assertEquals(RedeemRefusal.CODE_NOT_ACCEPTED, RedeemRefusal.CODE_NOT_FOUND.publicly());
    assertEquals(RedeemRefusal.CODE_NOT_ACCEPTED, RedeemRefusal.CODE_EXPIRED.publicly());
    assertEquals(RedeemRefusal.CODE_NOT_ACCEPTED, RedeemRefusal.CAMPAIGN_INACTIVE.publicly());
    assertEquals(RedeemRefusal.POOL_EMPTY, RedeemRefusal.POOL_EMPTY.publicly());
  }

  @Test
  void a_refusal_says_its_advice_unless_it_has_more_to_say() {
    assertEquals(
        RequestRefusal.NOT_FOUND.advice(), new Refused(RequestRefusal.NOT_FOUND).getMessage());
    assertEquals("Gone.", new Refused(RequestRefusal.NOT_FOUND, "Gone.").getMessage());
    assertEquals(0, new Refused(RequestRefusal.NOT_FOUND).getStackTrace().length);
  }

  @Test
  void when_to_try_again_is_said_in_whole_seconds_and_at_least_one() {
    Refused soon = new Refused(RequestRefusal.IN_FLIGHT).retryAfter(Duration.ofMillis(10));
    Refused later = new Refused(RequestRefusal.IN_FLIGHT).retryAfter(Duration.ofSeconds(90));

    assertEquals("1", soon.headers().get("Retry-After"));
    assertEquals(1L, soon.members().get("retryAfter"));
    assertEquals("90", later.headers().get("Retry-After"));
    assertEquals(90L, later.members().get("retryAfter"));
  }

  @Test
  void an_invalid_request_lists_all_its_faults() {
    List<Fault> faults = List.of(new Fault("/a", "is required"), new Fault("/b", "is not known"));

    Refused refused = Refused.invalid(faults);

    assertEquals(RequestRefusal.INVALID_REQUEST, refused.refusal());
    assertEquals(faults, refused.members().get("errors"));
  }

  /** The constants of every enum that is a refusal, those of features to come too. */
  static List<Refusal> all() throws IOException, ClassNotFoundException {
    List<Refusal> all = new ArrayList<>();
    try (InputStream index = Refusal.class.getResourceAsStream("/META-INF/jandex.idx")) {
      for (ClassInfo found :
          new IndexReader(index).read().getAllKnownImplementations(Refusal.class)) {
        if (found.isEnum()) {
          for (Object constant : Class.forName(found.name().toString()).getEnumConstants()) {
            all.add((Refusal) constant);
          }
        }
      }
    }
    return all;
  }
}
