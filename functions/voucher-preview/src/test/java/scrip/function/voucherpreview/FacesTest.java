package scrip.function.voucherpreview;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scrip.drawing.PictureSize;
import scrip.drawing.Stamp;
import scrip.drawing.VoucherFace;
import scrip.money.Money;
import scrip.voucher.ClientLogo;
import scrip.voucher.ClientLook;
import scrip.voucher.PrintedVoucher;
import scrip.voucher.PrintedVoucher.State;

/** What the pictures say, in each language and state. */
class FacesTest {

  private static final UUID ID = UUID.fromString("0197c6a8-0000-7000-8000-000000000001");
  private static final ZoneId KIGALI = ZoneId.of("Africa/Kigali");
  private static final Instant END = Instant.parse("2027-03-31T22:00:00Z");
  private static final Instant THEN = Instant.parse("2027-02-28T22:30:00Z");

  @Test
  void each_language_says_all_of_it() {
    VoucherFace english = Faces.of(voucher("en", State.OPEN, true));
    assertEquals("RWF 5,000", english.amount());
    assertEquals("31 March 2027", english.valid());
    assertEquals("Any station", english.scope());
    assertEquals(0x1f3a5f, english.colour());
    assertNull(english.stamp());
    VoucherFace french = Faces.of(voucher("fr", State.OPEN, true));
    assertEquals("5 000 RWF", french.amount());
    assertEquals("31 mars 2027", french.valid());
    assertEquals("31 de marzo de 2027", Faces.of(voucher("es", State.OPEN, true)).valid());
    assertEquals("31 Werurwe 2027", Faces.of(voucher("rw", State.OPEN, true)).valid());
    assertEquals("1er janvier 2027", FaceWords.FR.date(LocalDate.of(2027, 1, 1)));
    assertEquals("11 janvier 2027", FaceWords.FR.date(LocalDate.of(2027, 1, 11)));
    assertEquals("31 March 2027", Faces.of(voucher("sw", State.OPEN, true)).valid());
    for (FaceWords words : FaceWords.values()) {
      Set<String> months = new HashSet<>();
      for (int month = 1; month <= 12; month++) {
        months.add(words.date(LocalDate.of(2027, month, 5)));
      }
      assertEquals(12, months.size());
    }
  }

  @Test
  void a_last_moment_is_the_day_when_all_of_it_counts_and_else_the_time_as_well() {
    assertEquals("31 March 2027", FaceWords.EN.last(END, KIGALI));
    assertEquals("31 March 2027", FaceWords.EN.last(END.minusSeconds(1), KIGALI));
    assertEquals("1 April 2027, 00:30", FaceWords.EN.last(END.plusSeconds(1800), KIGALI));
    assertEquals("31 March 2027, 22:00 UTC", FaceWords.EN.last(END, null));
    assertEquals("31 March 2027", FaceWords.EN.last(END.plusSeconds(7200), null));
  }

  @Test
  void every_state_but_an_open_one_is_stamped_and_so_is_a_code_that_is_masked() {
    assertEquals(new Stamp("REDEEMED", "1 March 2027"), stamp("en", State.REDEEMED, true));
    assertEquals(new Stamp("EXPIRED", "31 March 2027"), stamp("en", State.EXPIRED, true));
    assertEquals(new Stamp("VOID", "1 March 2027"), stamp("en", State.VOID, true));
    assertEquals(Stamp.sample("SAMPLE"), stamp("en", State.OPEN, false));
    assertEquals(new Stamp("REDEEMED", "1 March 2027"), stamp("en", State.REDEEMED, false));
    assertEquals(new Stamp("ANNULÉ", "1er mars 2027"), stamp("fr", State.VOID, true));
    assertEquals(new Stamp("CADUCADO", "31 de marzo de 2027"), stamp("es", State.EXPIRED, true));
    assertEquals(new Stamp("YAKORESHEJWE", "1 Werurwe 2027"), stamp("rw", State.REDEEMED, true));
  }

  @Test
  void a_tag_is_over_all_that_is_drawn_and_who_draws_it() {
    VoucherFace face = Faces.of(voucher("en", State.OPEN, true));
    String tag = new Picture(face, PictureSize.FULL).tag("1");
    assertEquals(
        tag, new Picture(Faces.of(voucher("en", State.OPEN, true)), PictureSize.FULL).tag("1"));
    List<String> others =
        List.of(
            new Picture(face, PictureSize.SMALL).tag("1"),
            new Picture(face, PictureSize.FULL).tag("2"),
            tag(voucher("en", State.REDEEMED, true)),
            tag(voucher("en", State.OPEN, false)),
            tag(voucher("fr", State.OPEN, true)),
            tag(with(new ClientLook("Sender", "#00558c", "en", "RW", null))),
            tag(with(new ClientLook("Other", null, "en", "RW", null))),
            tag(with(new ClientLook("Sender", null, "en", "RW", logo(1)))),
            tag(with(new ClientLook("Sender", null, "en", "RW", logo(2)))));
    others.forEach(other -> assertNotEquals(tag, other));
    assertEquals(others.size(), new HashSet<>(others).size());
  }

  private static ClientLogo logo(int shade) {
    return new ClientLogo(1, 1, new byte[] {0, 0, (byte) shade, 1});
  }

  private static String tag(PrintedVoucher voucher) {
    return new Picture(Faces.of(voucher), PictureSize.FULL).tag("1");
  }

  private static Stamp stamp(String language, State state, boolean clear) {
    return Faces.of(voucher(language, state, clear)).stamp();
  }

  private static PrintedVoucher voucher(String language, State state, boolean clear) {
    return printed(new ClientLook("Sender", null, language, "RW", null), state, clear);
  }

  private static PrintedVoucher with(ClientLook look) {
    return printed(look, State.OPEN, true);
  }

  private static PrintedVoucher printed(ClientLook look, State state, boolean clear) {
    return new PrintedVoucher(
        ID,
        look,
        "Brand",
        new Money(5000, "RWF"),
        state,
        clear ? "ABC-DEF-GHJ" : "•••-•••-GHJ",
        clear ? "SCRIP:1:X" : null,
        clear,
        null,
        KIGALI,
        END,
        THEN);
  }
}
