package scrip.function.voucherpreview;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import scrip.voucher.PrintedVoucher;

/**
 * What the pictures say, language by language. In code and not in bundles: no file can be missing
 * from a native image, which has the names of months in one language only.
 */
enum FaceWords {
  EN(
      List.of("Value", "Voucher code", "Valid until", "Accepted at", "Any station"),
      "Good for one use. Show this code only when you pay.",
      List.of("REDEEMED", "EXPIRED", "VOID", "SAMPLE"),
      "%d %s %d",
      "January February March April May June July August September October November December"),
  FR(
      List.of("Valeur", "Code du bon", "Valable jusqu’au", "Accepté à", "Toutes les stations"),
      "Valable une seule fois. Ne montrez ce code qu’au moment de payer.",
      List.of("UTILISÉ", "EXPIRÉ", "ANNULÉ", "SPÉCIMEN"),
      "%d %s %d",
      "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
  ES(
      List.of("Valor", "Código del vale", "Válido hasta", "Se acepta en", "Cualquier estación"),
      "Válido para un solo uso. Muestre este código solo al pagar.",
      List.of("CANJEADO", "CADUCADO", "ANULADO", "MUESTRA"),
      "%d de %s de %d",
      "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"),
  RW(
      List.of("Agaciro", "Kode", "Izarangira ku wa", "Ikoreshwa kuri", "Sitasiyo iyo ari yo yose"),
      "Ikoreshwa inshuro imwe gusa. Erekana iyi kode ugiye kwishyura gusa.",
      List.of("YAKORESHEJWE", "YARARANGIYE", "YAHAGARITSWE", "URUGERO"),
      "%d %s %d",
      "Mutarama Gashyantare Werurwe Mata Gicurasi Kamena Nyakanga Kanama Nzeri Ukwakira Ugushyingo"
          + " Ukuboza");

  private static final LocalTime LAST_MINUTE = LocalTime.of(23, 59);

  private final List<String> labels;
  private final String note;
  private final List<String> stamps;
  private final String date;
  private final String[] months;

  FaceWords(List<String> labels, String note, List<String> stamps, String date, String months) {
    this.labels = labels;
    this.note = note;
    this.stamps = stamps;
    this.date = date;
    this.months = months.split(" ");
  }

  /** The words of a language by its ISO 639-1 code; English where we have no words of it. */
  static FaceWords of(String language) {
    for (FaceWords words : values()) {
      if (words.name().toLowerCase(Locale.ROOT).equals(language)) {
        return words;
      }
    }
    return EN;
  }

  String amount() {
    return labels.get(0);
  }

  String code() {
    return labels.get(1);
  }

  String valid() {
    return labels.get(2);
  }

  String scope() {
    return labels.get(3);
  }

  String anyStation() {
    return labels.get(4);
  }

  String note() {
    return note;
  }

  /** What stands across a voucher that is no longer open; of one that is, that it is a sample. */
  String stamp(PrintedVoucher.State state) {
    return switch (state) {
      case REDEEMED -> stamps.get(0);
      case EXPIRED -> stamps.get(1);
      case VOID -> stamps.get(2);
      case OPEN -> stamps.get(3);
    };
  }

  String date(LocalDate day) {
    String first = this == FR && day.getDayOfMonth() == 1 ? "1er" : null;
    String text = date.formatted(day.getDayOfMonth(), month(day), day.getYear());
    return first == null ? text : first + text.substring(1);
  }

  /**
   * The last moment of a voucher as people read it: the day alone when the voucher is good for all
   * of it, else the time as well.
   *
   * @param zone null for UTC, which is then said beside a time
   */
  String last(Instant end, ZoneId zone) {
    ZonedDateTime at = end.atZone(zone == null ? ZoneOffset.UTC : zone);
    LocalTime time = at.toLocalTime();
    if (time.equals(LocalTime.MIDNIGHT)) {
      return date(at.toLocalDate().minusDays(1));
    }
    if (!time.isBefore(LAST_MINUTE)) {
      return date(at.toLocalDate());
    }
    return "%s, %02d:%02d%s"
        .formatted(
            date(at.toLocalDate()), time.getHour(), time.getMinute(), zone == null ? " UTC" : "");
  }

  private String month(LocalDate day) {
    return months[day.getMonthValue() - 1];
  }
}
