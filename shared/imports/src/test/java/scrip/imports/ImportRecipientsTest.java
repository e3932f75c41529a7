package scrip.imports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scrip.giftcard.RedemptionCode;
import scrip.problem.Refused;
import scrip.testing.Given;
import scrip.testing.KeyFile;
import scrip.testing.TestDatabase;

/** Recipients from a file. */
class ImportRecipientsTest {

  private static final KeyFile STORE = KeyFile.throwAway();
  private static TestDatabase database;
  private static Given given;
  private static Importing importing;

  @BeforeAll
  static void start() {
    database = TestDatabase.fresh();
    given = new Given(database, STORE, 13);
    importing = new Importing(database, STORE, Clock.systemUTC(), 4);
  }

  @AfterAll
  static void stop() {
    importing.close();
  }

  @Test
  void codes_are_taken_or_made_and_phones_are_read_by_the_clients_region() {
    UUID campaign = given.campaign(given.poolOf("Recipients", 0), "Recipients");
    Import done =
        importing.take(
            Kind.RECIPIENTS,
            campaign,
            "Redemption Code,First Name,Last Name,Phone,Email\n"
                + "ab-12 cd,Ada,Løve,(500) 555-0006,ada@example.com\n"
                + ",Bob,,+15005550006,\n"
                + ",Cem,,,cem@example.com\n"
                + "LONE4,Dee,,,\n");
    assertEquals(new Import.Rows(4, 4, 0, 0), done.rows());
    assertEquals(
        List.of(
            List.of("Ada", "+15005550006", "(500) 555-0006", "t", "6"),
            List.of("Bob", "+15005550006", "+15005550006", "f", "12"),
            List.of("Cem", "-", "-", "f", "12"),
            List.of("Dee", "-", "-", "t", "5")),
        database.all(
            "SELECT first_name, coalesce(phone, '-'), coalesce(phone_raw, '-'), code_imported, code_length"
                + " FROM recipients WHERE campaign_id = ? ORDER BY import_line",
            campaign));
    assertEquals(
        HexFormat.of().formatHex(given.codeHash("AB12CD")),
        database.one(
            "SELECT encode(code_hash, 'hex') FROM recipients WHERE campaign_id = ? AND first_name = 'Ada'",
            campaign));
    List<String> codes =
        new String(
                importing.fetch.codes(Importing.OPS, done, 0).await().indefinitely().csv(),
                StandardCharsets.US_ASCII)
            .lines()
            .toList();
    assertEquals("line,recipient_id,redemption_code", codes.get(0));
    assertEquals(3, codes.size());
    String code = codes.get(1).split(",")[2];
    assertTrue(RedemptionCode.read(code).orElseThrow().checks());
    assertEquals(
        "Bob",
        database.one(
            "SELECT first_name FROM recipients WHERE code_hash = ?", given.codeHash(code)));
    assertEquals(
        1,
        database.count(
            "SELECT count(*) FROM audit_log WHERE action = 'import-codes-fetched' AND subject_id = ?",
            done.id().toString()));
    database.update("UPDATE imports SET codes_until = now() WHERE id = ?", done.id());
    Refused gone =
        assertThrows(
            Refused.class,
            () -> importing.fetch.codes(Importing.OPS, done, 0).await().indefinitely());
    assertEquals("codes-gone", gone.refusal().slug());
    importing.commitImports.commit().await().indefinitely();
    assertEquals(
        0, database.count("SELECT count(*) FROM import_codes WHERE import_id = ?", done.id()));
  }

  @Test
  void a_bad_address_is_a_warning_while_the_other_one_is_good() {
    UUID campaign = given.campaign(given.poolOf("Addresses", 0), "Addresses");
    Import done =
        importing.take(
            Kind.RECIPIENTS,
            campaign,
            "first_name,phone,email\n"
                + "A,12,a@example.com\n"
                + "B,12,\n"
                + "C,+15005550006,c@\n"
                + "D,,d@\n"
                + "E,12,e@\n"
                + "F,,\n");
    assertEquals(new Import.Rows(6, 3, 3, 2), done.rows());
    assertEquals(
        List.of(
            "2:phone:bad-phone:warning",
            "3:phone:bad-phone",
            "4:email:bad-email:warning",
            "5:email:bad-email",
            "6:phone:bad-phone"),
        importing.report(done.id()));
    assertEquals(
        List.of(
            List.of("A", "12", "-", "a@example.com"),
            List.of("C", "+15005550006", "+15005550006", "-"),
            List.of("F", "-", "-", "-")),
        database.all(
            "SELECT first_name, coalesce(phone_raw, '-'), coalesce(phone, '-'), coalesce(email, '-') FROM recipients"
                + " WHERE campaign_id = ? ORDER BY import_line",
            campaign));
  }

  @Test
  void doubles_of_file_campaign_and_elsewhere_are_told_apart() {
    UUID pool = given.poolOf("Codes", 0);
    UUID here = given.campaign(pool, "Codes here");
    UUID there = given.campaign(pool, "Codes there");
    importing.take(Kind.RECIPIENTS, here, "redemption_code\nHERE1\n");
    importing.take(Kind.RECIPIENTS, there, "redemption_code\nTHERE1\n");
    Import done =
        importing.take(
            Kind.RECIPIENTS,
            here,
            "redemption_code,phone,email\nNEW-1,,\nhere1,,\nTHERE-1,12,x@example.com\nnew1,,\nab!,,\nabc,,\n");
    assertEquals(
        List.of(
            "3:redemption_code:duplicate-in-campaign",
            "4:redemption_code:duplicate-elsewhere",
            "5:redemption_code:duplicate-in-file:2",
            "6:redemption_code:bad-code",
            "7:redemption_code:bad-code"),
        importing.report(done.id()));
    assertEquals(new Import.Rows(6, 1, 5, 0), done.rows());
  }

  @Test
  void unknown_columns_are_named_and_nothing_is_taken() {
    UUID campaign = given.campaign(given.poolOf("Columns", 0), "Columns");
    Import failed = importing.take(Kind.RECIPIENTS, campaign, "first_name,zip,company\nAda,1,2\n");
    assertEquals("failed", failed.state());
    assertTrue(failed.fault().startsWith("Unknown columns: zip, company;"), failed.fault());
    Import nameless = importing.take(Kind.RECIPIENTS, campaign, "SECRET1,Ada\n");
    assertTrue(nameless.fault().startsWith("The first line names none"), nameless.fault());
  }
}
