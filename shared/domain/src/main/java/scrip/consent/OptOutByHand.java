package scrip.consent;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HexFormat;
import scrip.access.Caller;
import scrip.audit.AuditLog;
import scrip.delivery.PhoneNumber;
import scrip.giftcard.Contacts;
import scrip.problem.Refused;
import scrip.secrets.Keys;

/**
 * Opts somebody out who asked for it by word of mouth or by e-mail. No message of theirs lifts it.
 */
@ApplicationScoped
public class OptOutByHand {

  private static final int HASH_SHOWN = 6;

  private final Pool pool;
  private final OptOuts optOuts;
  private final AuditLog audit;
  private final Keys keys;

  public OptOutByHand(Pool pool, OptOuts optOuts, AuditLog audit, Keys keys) {
    this.pool = pool;
    this.optOuts = optOuts;
    this.audit = audit;
    this.keys = keys;
  }

  /**
   * Opts an address out on all channels and ends what waits to be sent there. A repeat finds
   * nothing to end.
   *
   * @param address a phone number with its country code, or an e-mail address
   * @return how many waiting deliveries were ended
   * @throws Refused invalid-request, when it is neither
   */
  public Uni<Integer> optOut(String address, String reason, Caller by) {
    Buffer hash = Buffer.buffer(Contacts.hash(keys, normal(address)));
    return pool.withTransaction(
        transaction ->
            optOuts
                .add(transaction, hash, "operator")
                .chain(() -> optOuts.suppressWaiting(transaction, hash))
                .call(
                    ended ->
                        audit.write(
                            transaction,
                            new AuditLog.Entry(
                                by.name(),
                                "opt-out",
                                "opt_outs",
                                HexFormat.of().formatHex(hash.getBytes(0, HASH_SHOWN)),
                                reason,
                                JsonObject.of("suppressed", ended),
                                by.requestId()))));
  }

  private static String normal(String address) {
    String typed = address.trim();
    if (Contacts.isEmail(typed)) {
      return typed;
    }
    return PhoneNumber.read(typed, null)
        .orElseThrow(
            () ->
                Refused.invalid(
                    "/address",
                    "must be an e-mail address, or a phone number with its country code, as in +15005550006"))
        .e164();
  }
}
