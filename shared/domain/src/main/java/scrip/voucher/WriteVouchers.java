package scrip.voucher;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.SqlConnection;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import scrip.giftcard.ManualAct;
import scrip.secrets.Sealing;
import scrip.time.Ids;
import scrip.voucher.VoucherBatches.FreshBatch;
import scrip.voucher.Vouchers.Common;
import scrip.voucher.Vouchers.Fresh;

/**
 * Draws codes for new vouchers, seals them under a key of their own batch, and writes them with it.
 */
@ApplicationScoped
public class WriteVouchers {

  private static final int DRAWS = 5;

  private final Vouchers vouchers;
  private final VoucherBatches batches;
  private final VoucherCodes codes;
  private final VoucherSecrets secrets;
  private final QrPayloads payloads;
  private final Ids ids;

  public WriteVouchers(
      Vouchers vouchers,
      VoucherBatches batches,
      VoucherCodes codes,
      VoucherSecrets secrets,
      QrPayloads payloads,
      Ids ids) {
    this.vouchers = vouchers;
    this.batches = batches;
    this.codes = codes;
    this.secrets = secrets;
    this.payloads = payloads;
    this.ids = ids;
  }

  /**
   * Whom a voucher is for.
   *
   * @param phone null, or in E.164 together with its keyed hash
   */
  record Addressee(String name, String phone, byte[] phoneHash) {}

  /**
   * A batch to write.
   *
   * @param scopeImport the import that named the station; null when it was none
   * @param replaces the void voucher that a single one stands for; null for new ones
   */
  record Order(
      VoucherTerms terms, String scopeSource, UUID scopeImport, UUID replaces, Instant issuedAt) {}

  /** What was written: vouchers in the order of their addressees. */
  record Written(UUID batch, List<UUID> vouchers, String lastFourOfFirst) {}

  /** What is ready to be written. */
  record Drawn(Common common, Sealing.DataKey key, List<Fresh> fresh) {}

  /** Draws and seals a code for each of them; of many, this takes a while. */
  Drawn draw(Order order, List<Addressee> addressees) {
    UUID batch = ids.next();
    Sealing.DataKey key = secrets.newDataKey(batch);
    // Ids of one moment are in no order; sorted, they keep that of the addressees.
    List<UUID> sorted = Stream.generate(ids::next).limit(addressees.size()).sorted().toList();
    List<Fresh> fresh = new ArrayList<>(sorted.size());
    for (int i = 0; i < sorted.size(); i++) {
      fresh.add(draw(sorted.get(i), addressees.get(i), key, batch));
    }
    Common common =
        new Common(
            batch,
            order.terms(),
            order.scopeSource(),
            order.scopeImport(),
            payloads.currentKey(),
            order.replaces(),
            order.issuedAt());
    return new Drawn(common, key, fresh);
  }

  /**
   * Writes what was drawn.
   *
   * @return null when the request wrote a batch before, and nothing was written now
   * @throws IllegalStateException when codes of others were drawn five times
   */
  Uni<Written> write(SqlConnection transaction, Drawn drawn, ManualAct act) {
    Common common = drawn.common();
    List<Fresh> fresh = drawn.fresh();
    return batches
        .insert(
            transaction,
            new FreshBatch(
                common.batch(),
                common.terms().clientId(),
                fresh.size(),
                drawn.key(),
                common.issuedAt(),
                common.replaces() == null),
            act)
        .chain(
            begun ->
                begun
                    ? insert(transaction, common, fresh, drawn.key(), DRAWS, act)
                        .map(first -> new Written(common.batch(), ids(fresh), first))
                    : Uni.createFrom().<Written>nullItem());
  }

  /** Draws a single one and writes it. */
  Uni<Written> writeOne(SqlConnection transaction, Order order, Addressee whom, ManualAct act) {
    return write(transaction, draw(order, List.of(whom)), act);
  }

  private static List<UUID> ids(List<Fresh> fresh) {
    return fresh.stream().map(Fresh::id).toList();
  }

  /** Gives the last four of the first voucher, whose code may have been drawn again. */
  private Uni<String> insert(
      SqlConnection transaction,
      Common common,
      List<Fresh> fresh,
      Sealing.DataKey key,
      int draws,
      ManualAct act) {
    return vouchers
        .insert(transaction, common, fresh, act)
        .chain(
            written -> {
              if (written.size() == fresh.size()) {
                return Uni.createFrom().item(fresh.get(0).code().lastFour());
              }
              if (draws == 1) {
                throw new IllegalStateException("codes that others have were drawn too often");
              }
              return insert(
                      transaction, common, again(fresh, written, key, common), key, draws - 1, act)
                  .map(
                      first ->
                          written.contains(fresh.get(0).id())
                              ? fresh.get(0).code().lastFour()
                              : first);
            });
  }

  private List<Fresh> again(
      List<Fresh> fresh, Set<UUID> written, Sealing.DataKey key, Common common) {
    return fresh.stream()
        .filter(f -> !written.contains(f.id()))
        .map(
            f ->
                draw(
                    f.id(), new Addressee(f.name(), f.phone(), f.phoneHash()), key, common.batch()))
        .toList();
  }

  private Fresh draw(UUID id, Addressee whom, Sealing.DataKey key, UUID batch) {
    VoucherCode code = codes.draw();
    return new Fresh(
        id,
        code,
        secrets.hash(code),
        secrets.seal(key, batch, id, code),
        whom.name(),
        whom.phone(),
        whom.phoneHash());
  }
}
