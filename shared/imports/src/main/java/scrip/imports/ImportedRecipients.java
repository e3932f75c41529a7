package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Recipients of a file on their way into their campaign. */
@ApplicationScoped
public class ImportedRecipients {

  private static final String CAMPAIGN =
      """
      SELECT c.client_id, l.region FROM campaigns c JOIN clients l ON l.id = c.client_id WHERE c.id = $1
      """;

  // In the order of the codes: see ImportedCards.
  private static final String INSERT =
      """
      INSERT INTO recipients (client_id, campaign_id, import_id, import_line, id, code_hash, code_last_four, code_length,
                              code_imported, first_name, last_name, phone, phone_raw, phone_hash, email, email_hash)
      SELECT $1, $2, $3, n.*
      FROM unnest($4::bigint[], $5::uuid[], $6::bytea[], $7::text[], $8::smallint[], $9::boolean[], $10::text[], $11::text[],
                  $12::text[], $13::text[], $14::bytea[], $15::text[], $16::bytea[])
        AS n (line, id, code_hash, code_last_four, code_length, code_imported, first_name, last_name, phone, phone_raw,
              phone_hash, email, email_hash)
      ORDER BY n.code_hash, n.line
      ON CONFLICT (code_hash) DO NOTHING
      """;

  private static final String NOT_TAKEN =
      """
      SELECT n.line, r.campaign_id, CASE WHEN r.import_id = $1 THEN r.import_line END AS other_line
      FROM unnest($2::bigint[], $3::uuid[], $4::bytea[]) AS n (line, id, code_hash)
      LEFT JOIN recipients r ON r.code_hash = n.code_hash
      WHERE r.id IS DISTINCT FROM n.id
      """;

  private static final String ADD_CODES =
      """
      INSERT INTO import_codes (import_id, line, recipient_id, sealed)
      SELECT $1, n.line, n.id, n.sealed FROM unnest($2::bigint[], $3::uuid[], $4::bytea[]) AS n (line, id, sealed)
      JOIN recipients r ON r.id = n.id
      """;

  private final Pool pool;

  public ImportedRecipients(Pool pool) {
    this.pool = pool;
  }

  /** The campaign that they go into. */
  record Into(UUID campaign, UUID client, String region) {}

  /** An address and the hash it is found by; both null when there is none. */
  record Address(String text, byte[] hash) {}

  /**
   * One recipient, ready to be inserted.
   *
   * @param newCode the code that was made for them, sealed; null when the file had one
   */
  record Person(
      CsvRow row,
      UUID id,
      String masked,
      byte[] codeHash,
      String lastFour,
      int codeLength,
      byte[] newCode,
      String firstName,
      String lastName,
      Address phone,
      String phoneRaw,
      Address email) {}

  Uni<Into> into(UUID campaignId) {
    return pool.preparedQuery(CAMPAIGN)
        .execute(Tuple.of(campaignId))
        .map(rows -> rows.iterator().next())
        .map(row -> new Into(campaignId, row.getUUID("client_id"), row.getString("region")));
  }

  /**
   * Inserts recipients whose code is new.
   *
   * @return the others
   */
  Uni<List<RefusedRow>> insert(
      SqlConnection transaction, Into into, UUID importId, List<Person> people) {
    return transaction
        .preparedQuery(INSERT)
        .execute(
            Tuple.tuple()
                .addUUID(into.client())
                .addUUID(into.campaign())
                .addUUID(importId)
                .addArrayOfLong(lines(people))
                .addArrayOfUUID(ids(people))
                .addValue(buffers(people, Person::codeHash))
                .addArrayOfString(texts(people, Person::lastFour))
                .addArrayOfShort(
                    people.stream().map(p -> (short) p.codeLength()).toArray(Short[]::new))
                .addArrayOfBoolean(
                    people.stream().map(p -> p.newCode() == null).toArray(Boolean[]::new))
                .addArrayOfString(texts(people, Person::firstName))
                .addArrayOfString(texts(people, Person::lastName))
                .addArrayOfString(texts(people, p -> p.phone().text()))
                .addArrayOfString(texts(people, Person::phoneRaw))
                .addValue(buffers(people, p -> p.phone().hash()))
                .addArrayOfString(texts(people, p -> p.email().text()))
                .addValue(buffers(people, p -> p.email().hash())))
        .chain(
            inserted ->
                addCodes(transaction, importId, people)
                    .chain(
                        () ->
                            inserted.rowCount() == people.size()
                                ? Uni.createFrom().item(List.<RefusedRow>of())
                                : notTaken(transaction, into, importId, people)));
  }

  private Uni<Void> addCodes(SqlConnection transaction, UUID importId, List<Person> people) {
    List<Person> withNewCode = people.stream().filter(p -> p.newCode() != null).toList();
    return withNewCode.isEmpty()
        ? Uni.createFrom().voidItem()
        : transaction
            .preparedQuery(ADD_CODES)
            .execute(
                Tuple.tuple()
                    .addUUID(importId)
                    .addArrayOfLong(lines(withNewCode))
                    .addArrayOfUUID(ids(withNewCode))
                    .addValue(buffers(withNewCode, Person::newCode)))
            .replaceWithVoid();
  }

  private Uni<List<RefusedRow>> notTaken(
      SqlConnection transaction, Into into, UUID importId, List<Person> people) {
    Map<Long, Person> byLine =
        people.stream().collect(Collectors.toMap(p -> p.row().line(), person -> person));
    return transaction
        .preparedQuery(NOT_TAKEN)
        .execute(
            Tuple.tuple()
                .addUUID(importId)
                .addArrayOfLong(lines(people))
                .addArrayOfUUID(ids(people))
                .addValue(buffers(people, Person::codeHash)))
        .map(
            found -> {
              List<RefusedRow> refused = new ArrayList<>();
              for (var row : found) {
                Person doubled = byLine.get(row.getLong("line"));
                Long other = row.getLong("other_line");
                RowFault fault =
                    doubled.newCode() != null
                        ? RowFault.CODE_COLLISION
                        : other != null
                            ? RowFault.DUPLICATE_IN_FILE
                            : into.campaign().equals(row.getUUID("campaign_id"))
                                ? RowFault.DUPLICATE_IN_CAMPAIGN
                                : RowFault.DUPLICATE_ELSEWHERE;
                refused.add(
                    new RefusedRow(
                        doubled.row(), RecipientTaker.CODE, fault, doubled.masked(), other, false));
              }
              return refused;
            });
  }

  private static Long[] lines(List<Person> people) {
    return people.stream().map(p -> p.row().line()).toArray(Long[]::new);
  }

  private static UUID[] ids(List<Person> people) {
    return people.stream().map(Person::id).toArray(UUID[]::new);
  }

  private static Buffer[] buffers(List<Person> people, Function<Person, byte[]> member) {
    return people.stream()
        .map(member)
        .map(bytes -> bytes == null ? null : Buffer.buffer(bytes))
        .toArray(Buffer[]::new);
  }

  private static String[] texts(List<Person> people, Function<Person, String> member) {
    return people.stream().map(member).toArray(String[]::new);
  }
}
