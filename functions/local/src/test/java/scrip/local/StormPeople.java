package scrip.local;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
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

  void redeem(int people) {
    given.recipients(campaign, "Ada", NOBODYS, people);
    List<String> phones = new ArrayList<>();
    List<String> hashes = new ArrayList<>();
    for (int i = 0; i < people; i++) {
      String phone =
          "+1%03d555%04d".formatted(FIRST_AREA + count / NUMBERS_AN_AREA, count % NUMBERS_AN_AREA);
      phones.add(phone);
      hashes.add(HexFormat.of().formatHex(Contacts.hash(keys, phone)));
      count++;
    }
    database.update(
        """
        UPDATE recipients r SET phone = n.phone, phone_hash = decode(n.hash, 'hex')
        FROM (SELECT id, row_number() OVER (ORDER BY id) AS i FROM recipients WHERE campaign_id = ? AND phone = ?) AS f
        JOIN unnest(string_to_array(?, ','), string_to_array(?, ',')) WITH ORDINALITY AS n (phone, hash, i) USING (i)
        WHERE r.id = f.id
        """,
        campaign,
        NOBODYS,
        String.join(",", phones),
        String.join(",", hashes));
    given.waitingDeliveries(campaign, pool, NOBODYS, 0);
  }
}
