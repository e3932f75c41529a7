package scrip.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.postgresql.PGConnection;
import scrip.access.Hash;
import scrip.access.Sessions;
import scrip.giftcard.Contacts;
import scrip.giftcard.RedemptionCode;
import scrip.money.Money;
import scrip.secrets.CardSecret;
import scrip.secrets.CardSecrets;
import scrip.secrets.Keys;
import scrip.secrets.Sealing;
import scrip.secrets.SecretStore;

/**
 * Rows in words: what a test, the demo or a benchmark starts from. Everything real: codes check,
 * cards are sealed.
 */
public final class Given {

  private final TestDatabase database;
  private final Keys keys;
  private final CardSecrets secrets;
  private final Random random;

  /**
   * @param seed the same seed gives the same codes and cards
   */
  public Given(TestDatabase database, SecretStore store, long seed) {
    this.database = database;
    this.keys = new Keys(store);
    this.secrets = new CardSecrets(keys, new Sealing(keys));
    this.random = new Random(seed);
  }

  public UUID client(String name, String region) {
    return insert("INSERT INTO clients (name, region) VALUES (?, ?) RETURNING id", name, region);
  }

  public UUID brand(String name) {
    return insert("INSERT INTO brands (name) VALUES (?) RETURNING id", name);
  }

  public UUID pool(UUID client, UUID brand, String name, Money value) {
    return insert(
        "INSERT INTO card_pools (client_id, brand_id, pool_name, value_minor, currency) VALUES (?, ?, ?, ?, ?) RETURNING id",
        client,
        brand,
        name,
        value.amount(),
        value.currency());
  }

  /** A client, a brand and a pool of 25.00 USD with so many cards. */
  public UUID poolOf(String name, int cards) {
    UUID pool = pool(client(name, "US"), brand(name), name, new Money(2500, "USD"));
    cards(pool, cards);
    return pool;
  }

  /** A campaign that is open now, whose first condition takes cards from that pool. */
  public UUID campaign(UUID pool, String name) {
    UUID campaign =
        insert(
            "INSERT INTO campaigns (client_id, name) SELECT client_id, ? FROM card_pools WHERE id = ? RETURNING id",
            name,
            pool);
    condition(campaign, 1, pool);
    return campaign;
  }

  public UUID condition(UUID campaign, int number, UUID pool) {
    return insert(
        "INSERT INTO campaign_conditions (campaign_id, number, pool_id) VALUES (?, ?, ?) RETURNING id",
        campaign,
        number,
        pool);
  }

  /** Sealed, available cards. */
  public void cards(UUID pool, int count) {
    Sealing.DataKey key = dataKey(pool);
    copy(
        "gift_cards (pool_id, card_code, card_number, last_four, code_hash, sealed, data_key_id)",
        count,
        () -> {
          var card = secrets.seal(key, pool, new CardSecret("GC" + digits(14), digits(16)));
          return String.join(
              "\t",
              pool.toString(),
              card.codeToken(),
              card.numberToken(),
              card.lastFour(),
              hex(card.codeHash()),
              hex(card.sealed()),
              Long.toString(key.id()));
        });
  }

  /** A recipient with a phone number on record; returns the printed code. */
  public String recipient(UUID campaign, String firstName, String phone) {
    return recipients(campaign, firstName, phone, 1).get(0);
  }

  /** Recipients alike, all with the same number on record; returns their printed codes. */
  public List<String> recipients(UUID campaign, String firstName, String phone, int count) {
    String client = database.one("SELECT client_id FROM campaigns WHERE id = ?", campaign);
    String phoneHash = phone == null ? "\\N" : hex(Contacts.hash(keys, phone));
    List<String> codes = new ArrayList<>(count);
    copy(
        "recipients (client_id, campaign_id, first_name, phone, phone_hash, code_hash, code_last_four, code_length)",
        count,
        () -> {
          RedemptionCode code = RedemptionCode.issue(random);
          codes.add(code.printed());
          return String.join(
              "\t",
              client,
              campaign.toString(),
              firstName,
              phone == null ? "\\N" : phone,
              phoneHash,
              hex(codeHash(code.normal())),
              code.lastFour(),
              Integer.toString(code.length()));
        });
    return codes;
  }

  /** A recipient with a code that came from somewhere else. */
  public void importedRecipient(UUID campaign, String code, String phone) {
    RedemptionCode read = RedemptionCode.read(code).orElseThrow();
    insert(
        "INSERT INTO recipients (client_id, campaign_id, first_name, phone, phone_hash, code_hash, code_last_four,"
            + " code_length, code_imported) SELECT client_id, id, 'Ada', ?, ?, ?, ?, ?, true FROM campaigns WHERE id = ?"
            + " RETURNING id",
        phone,
        Contacts.hash(keys, phone),
        codeHash(read.normal()),
        read.lastFour(),
        read.length(),
        campaign);
  }

  /**
   * Recipients of a campaign, each of whom has just redeemed: claims with their deliveries waiting
   * by text message.
   */
  public void waitingDeliveries(UUID campaign, UUID pool, String phone, int count) {
    recipients(campaign, "Ada", phone, count);
    database.update(
        """
        WITH who AS (
          SELECT r.id AS recipient, r.phone, r.phone_hash, row_number() OVER () AS n,
                 nextval('card_claims_id_seq') AS claim, gen_random_uuid() AS redemption
          FROM recipients r
          WHERE r.campaign_id = ? AND NOT EXISTS (SELECT FROM redemptions d WHERE d.recipient_id = r.id)
        ), card AS (
          SELECT id, row_number() OVER (ORDER BY id) AS n FROM gift_cards WHERE pool_id = ? AND status = 'available'
        ), condition AS (
          SELECT id FROM campaign_conditions WHERE campaign_id = ? AND number = 1
        ), bound AS (
          SELECT w.*, c.id AS card, k.id AS condition, ?::uuid AS pool FROM who w JOIN card c USING (n), condition k
        ), claims AS (
          INSERT INTO card_claims (id, card_id, pool_id, redemption_id, recipient_id, condition_id, claimed_by)
          SELECT claim, card, pool, redemption, recipient, condition, 'public' FROM bound
        ), cards AS (
          UPDATE gift_cards g SET status = 'claimed', claimed_at = now(), claimed_by_recipient_id = b.recipient,
                 current_claim_id = b.claim
          FROM bound b WHERE g.id = b.card
        ), redeemed AS (
          INSERT INTO redemptions (id, recipient_id, condition_id, pool_id, current_claim_id, channel, address, address_hash)
          SELECT redemption, recipient, condition, pool, claim, 'sms', phone, phone_hash FROM bound
        )
        INSERT INTO gift_card_deliveries (id, redemption_id, recipient_id, gift_card_id, claim_id, channel, address, address_hash)
        SELECT gen_random_uuid(), redemption, recipient, card, claim, 'sms', phone, phone_hash FROM bound
        """,
        campaign,
        pool,
        campaign,
        pool);
  }

  /** An agent's key for a client, with scopes; returns the key. */
  public String agentKey(UUID client, String... scopes) {
    String key = "scrip_" + HexFormat.of().formatHex(Hash.sha256(Long.toString(random.nextLong())));
    insert(
        "INSERT INTO api_keys (client_id, label, key_hash, scopes, expires_at)"
            + " VALUES (?, 'agent', ?, ?::text[], now() + INTERVAL '30 days') RETURNING id",
        client,
        Hash.sha256(key),
        "{" + String.join(",", scopes) + "}");
    return key;
  }

  /** An open session: what the browser's cookie holds, and what writes show beside it. */
  public record SignedIn(UUID person, String cookie, String csrf) {}

  /** A person who is signed in, an admin with two factors; without clients, one who sees all. */
  public SignedIn signedIn(String role, UUID... clients) {
    UUID person =
        insert(
            "INSERT INTO people (name, role, every_client, may_reveal, totp_confirmed, totp_sealed)"
                + " VALUES (?, ?, ?, ?, ?, ?) RETURNING id",
            role + "." + HexFormat.of().toHexDigits(random.nextLong()),
            role,
            clients.length == 0,
            role.equals("admin"),
            role.equals("admin"),
            role.equals("admin") ? new byte[1] : null);
    for (UUID client : clients) {
      database.update("INSERT INTO person_clients VALUES (?, ?)", person, client);
    }
    String cookie = HexFormat.of().formatHex(Hash.sha256(Long.toString(random.nextLong())));
    String csrf = Sessions.csrf(cookie);
    insert(
        "INSERT INTO sessions (person_id, token_hash, csrf_hash, role, epoch, expires_at)"
            + " VALUES (?, ?, ?, ?, 0, now() + INTERVAL '12 hours') RETURNING id",
        person,
        Hash.sha256(cookie),
        Hash.sha256(csrf),
        role);
    return new SignedIn(person, cookie, csrf);
  }

  public void optOut(String address) {
    database.update(
        "INSERT INTO opt_outs (address_hash, source) VALUES (?, 'test')",
        Contacts.hash(keys, address));
  }

  /** Codes are found by this hash. */
  public byte[] codeHash(String code) {
    return keys.hash(
        Keys.Purpose.REDEMPTION_CODE, RedemptionCode.read(code).orElseThrow().normal());
  }

  private Sealing.DataKey dataKey(UUID pool) {
    Sealing.DataKey key = secrets.newDataKey(pool);
    long id =
        database.count(
            "INSERT INTO data_keys (pool_id, month, key_encryption_key, wrapped) VALUES (?, ?::date, ?, ?)"
                + " ON CONFLICT (pool_id, month, key_encryption_key) DO UPDATE SET wrapped = data_keys.wrapped RETURNING id",
            pool,
            YearMonth.now(java.time.ZoneOffset.UTC).atDay(1).toString(),
            key.keyEncryptionKey(),
            key.wrapped());
    String wrapped = database.one("SELECT encode(wrapped, 'hex') FROM data_keys WHERE id = ?", id);
    return new Sealing.DataKey(id, key.keyEncryptionKey(), HexFormat.of().parseHex(wrapped));
  }

  private UUID insert(String sql, Object... parameters) {
    return UUID.fromString(database.one(sql, parameters));
  }

  private void copy(String columns, int count, java.util.function.Supplier<String> row) {
    try (Connection connection = database.connectAs("scrip_functions_a")) {
      var copy =
          connection
              .unwrap(PGConnection.class)
              .getCopyAPI()
              .copyIn("COPY " + columns + " FROM STDIN");
      for (int i = 0; i < count; i++) {
        byte[] line = (row.get() + "\n").getBytes(java.nio.charset.StandardCharsets.UTF_8);
        copy.writeToCopy(line, 0, line.length);
      }
      copy.endCopy();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private String digits(int count) {
    StringBuilder digits = new StringBuilder(count);
    for (int i = 0; i < count; i++) {
      digits.append((char) ('0' + random.nextInt(10)));
    }
    return digits.toString();
  }

  private static String hex(byte[] bytes) {
    return "\\\\x" + HexFormat.of().formatHex(bytes);
  }
}
