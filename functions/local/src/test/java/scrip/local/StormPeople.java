package scrip.local;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import scrip.giftcard.Contacts;
import scrip.secrets.Keys;
import scrip.secrets.SecretStore;
import scrip.testing.Given;
import scrip.testing.TestDatabase;

/** People who have just redeemed, each with a number of their own, whose messages wait. */
final class StormPeople {

  private static final String NOBODYS = "+15005550006";
  // Numbers +1 212 555 0000 and on, ten thousand an area.
  private static final int FIRST_AREA = 212;
  private static final int NUMBERS_AN_AREA = 10_000;

  private final TestDatabase database;
  private final Keys keys;
  private final Given given;
  private final UUID pool;
  private final UUID campaign;
  private int count;

  StormPeople(TestDatabase database, SecretStore secrets, long seed, int cards) {
    this.database = database;
    keys = new Keys(secrets);
    given = new Given(database, secrets, seed);
    pool = given.poolOf("Storm " + seed, cards);
    campaign = given.campaign(pool, "Storm " + seed);
  }

  /** People whose messages wait. */
  void redeem(int people) {
    codes(people);
    given.waitingDeliveries(campaign, pool, NOBODYS, 0);
  }

  /** People who have not redeemed yet: number and code. */
  Map<String, String> codes(int people) {
    Map<String, String> codes = new LinkedHashMap<>();
    List<String> phones = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    List<String> codeHashes = new ArrayList<>();
    for (String code : given.recipients(campaign, "Ada", NOBODYS, people)) {
      String phone =
          "+1%03d555%04d".formatted(FIRST_AREA + count / NUMBERS_AN_AREA, count % NUMBERS_AN_AREA);
      codes.put(phone, code);
      phones.add(phone);
      hashes.add(HexFormat.of().formatHex(Contacts.hash(keys, phone)));
      codeHashes.add(HexFormat.of().formatHex(given.codeHash(code)));
      count++;
    }
    database.update(
        """
        UPDATE recipients r SET phone = n.phone, phone_hash = decode(n.hash, 'hex')
        FROM unnest(string_to_array(?, ','), string_to_array(?, ','), string_to_array(?, ',')) AS n (phone, hash, code)
        WHERE r.code_hash = decode(n.code, 'hex')
        """,
        String.join(",", phones),
        String.join(",", hashes),
        String.join(",", codeHashes));
    return codes;
  }
}
