package scrip.station;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Supplier;
import scrip.access.Hash;
import scrip.access.StationLimits;
import scrip.giftcard.CodeAlphabet;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.time.Ids;
import scrip.voucher.QrPayloads;
import scrip.voucher.VoucherCode;
import scrip.voucher.VoucherRedemption;
import scrip.voucher.VoucherRedemptions;
import scrip.voucher.VoucherRedemptions.Redeemed;
import scrip.voucher.VoucherRedemptions.Standing;
import scrip.voucher.VoucherRedemptions.Taken;
import scrip.voucher.VoucherRedemptions.Wanted;
import scrip.voucher.VoucherRefusal;
import scrip.voucher.VoucherSecrets;

/**
 * Redeems a voucher at a station: once, whoever else tries at the same moment.
 *
 * <p>The same scan with the same key gets the same answer for ever, also when the voucher was made
 * void or the station closed since. A refusal is not kept: the same scan is looked at anew. Every
 * request whose form is right leaves a row in {@code station_attempts}.
 */
@ApplicationScoped
public class RedeemVoucher {

  private static final int REFERENCE = 8;
  private static final int TRIES = 5;

  private final StationLimits limits;
  private final QrPayloads payloads;
  private final VoucherSecrets secrets;
  private final VoucherRedemptions redemptions;
  private final StationAttempts attempts;
  private final Ids ids;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();

  public RedeemVoucher(
      StationLimits limits,
      QrPayloads payloads,
      VoucherSecrets secrets,
      VoucherRedemptions redemptions,
      StationAttempts attempts,
      Ids ids,
      Clock clock) {
    this.limits = limits;
    this.payloads = payloads;
    this.secrets = secrets;
    this.redemptions = redemptions;
    this.attempts = attempts;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * Does so.
   *
   * @param form reads what was sent, and refuses it when it is malformed
   * @throws Refused session-over; station-closed; station-redeem-off; too-many-attempts;
   *     key-reused; or a {@link VoucherRefusal}
   */
  public Uni<VoucherRedemption> redeem(DeviceCaller device, Supplier<Scan> form) {
    device.signedIn();
    Refused shut = shut(device);
    Scan scan = read(form, shut);
    if (shut != null) {
      return repeat(device, scan)
          .chain(
              kept ->
                  kept == null
                      ? refuse(device, scan, null, shut)
                      : answerAgain(device, scan, kept));
    }
    return limits
        .chargeRequest(device.address(), device.id())
        .onFailure(Refused.class)
        .call(spent -> attempt(device, scan, null, spent))
        .chain(() -> lookUp(device, scan));
  }

  private static Refused shut(DeviceCaller device) {
    if (!device.station().active()) {
      return new Refused(StationRefusal.STATION_CLOSED);
    }
    return device.redeemEnabled() ? null : new Refused(StationRefusal.STATION_REDEEM_OFF);
  }

  private static Scan read(Supplier<Scan> form, Refused shut) {
    try {
      return form.get();
    } catch (Refused malformed) {
      throw shut == null ? malformed : shut;
    }
  }

  /** What was redeemed by this very scan before; null when nothing was. */
  private Uni<VoucherRedemption> repeat(DeviceCaller device, Scan scan) {
    try {
      return redemptions
          .kept(wanted(device, scan, code(scan)))
          .map(kept -> kept == null || !kept.same() ? null : kept.redemption());
    } catch (Refused notOurs) {
      return Uni.createFrom().nullItem();
    }
  }

  private Uni<VoucherRedemption> lookUp(DeviceCaller device, Scan scan) {
    try {
      return redeem(device, scan, wanted(device, scan, code(scan)), TRIES);
    } catch (Refused refused) {
      return (refused.refusal() == VoucherRefusal.BAD_SIGNATURE
              ? limits.chargeFailure(device.id())
              : Uni.createFrom().voidItem())
          .chain(() -> refuse(device, scan, null, refused));
    }
  }

  private VoucherCode code(Scan scan) {
    return scan.method().equals(Scan.QR)
        ? payloads.read(scan.voucherCode())
        : VoucherCode.read(scan.voucherCode())
            .orElseThrow(
                () ->
                    new Refused(
                        VoucherRefusal.VOUCHER_NOT_FOUND,
                        "The code has a typing error: no voucher has such a code. Read it again."));
  }

  private Wanted wanted(DeviceCaller device, Scan scan, VoucherCode code) {
    byte[] hash = secrets.hash(code);
    // Of the keyed hash: a code is short enough to be found by trying all of them.
    byte[] rest = (scan.method() + "\n" + scan.scannedAt()).getBytes(StandardCharsets.US_ASCII);
    byte[] request = ByteBuffer.allocate(hash.length + rest.length).put(hash).put(rest).array();
    return new Wanted(
        hash,
        device.station().clientId(),
        device.station().id(),
        device.id(),
        device.name(),
        scan.method(),
        scan.scannedAt(),
        scan.key(),
        Hash.sha256(request),
        device.requestId());
  }

  private Uni<VoucherRedemption> redeem(
      DeviceCaller device, Scan scan, Wanted wanted, int triesLeft) {
    Instant now = clock.instant();
    return redemptions
        .redeem(wanted, ids.next(), CodeAlphabet.issue(random, REFERENCE), now)
        .chain(
            outcome ->
                outcome instanceof Redeemed redeemed
                    ? Uni.createFrom().item(redeemed.redemption())
                    : outcome instanceof Taken && triesLeft > 1
                        ? redeem(device, scan, wanted, triesLeft - 1)
                        : explain(device, scan, wanted, now, triesLeft));
  }

  /**
   * Says why nothing was taken. The key is looked at last: a repeat is one however things stood.
   */
  private Uni<VoucherRedemption> explain(
      DeviceCaller device, Scan scan, Wanted wanted, Instant now, int triesLeft) {
    return redemptions
        .standing(wanted)
        .chain(
            standing ->
                redemptions
                    .kept(wanted)
                    .chain(
                        kept -> {
                          if (kept != null) {
                            return kept.same()
                                ? answerAgain(device, scan, kept.redemption())
                                : refuse(
                                    device,
                                    scan,
                                    standing == null ? null : standing.id(),
                                    new Refused(RequestRefusal.KEY_REUSED));
                          }
                          if (standing == null) {
                            Refused unknown = new Refused(VoucherRefusal.VOUCHER_NOT_FOUND);
                            return limits
                                .chargeFailure(device.id())
                                .chain(() -> refuse(device, scan, null, unknown));
                          }
                          Refused refused = refusal(standing, device.station().id(), now);
                          // It was opened, moved or given free between the two statements.
                          return refused == null && triesLeft > 1
                              ? redeem(device, scan, wanted, triesLeft - 1)
                              : refuse(device, scan, standing.id(), orBusy(refused));
                        }));
  }

  private static Refused orBusy(Refused refused) {
    return refused == null
        ? new Refused(RequestRefusal.IN_FLIGHT).retryAfter(Duration.ofSeconds(1))
        : refused;
  }

  /** Null for one that may be taken. */
  private static Refused refusal(Standing voucher, UUID here, Instant now) {
    if (voucher.status().equals("void")) {
      return new Refused(VoucherRefusal.VOID).with("voidedAt", voucher.voidedAt().toString());
    }
    if (voucher.redeemedAt() != null) {
      return new Refused(VoucherRefusal.ALREADY_REDEEMED)
          .with("redeemedAt", voucher.redeemedAt().toString())
          .with("station", voucher.redeemedAtName())
          .with("reference", voucher.reference())
          .with("here", voucher.redeemedAtStation().equals(here));
    }
    if (voucher.status().equals("expired") || !voucher.expiresAt().isAfter(now)) {
      return new Refused(VoucherRefusal.EXPIRED).with("expiresAt", voucher.expiresAt().toString());
    }
    return voucher.scope() == null || voucher.scope().equals(here)
        ? null
        : new Refused(VoucherRefusal.WRONG_STATION).with("station", voucher.scopeName());
  }

  private Uni<VoucherRedemption> answerAgain(
      DeviceCaller device, Scan scan, VoucherRedemption kept) {
    return attempts
        .write(device, scan, kept.voucherId(), StationAttempts.REPEATED, clock.instant())
        .replaceWith(kept);
  }

  private Uni<VoucherRedemption> refuse(
      DeviceCaller device, Scan scan, UUID voucher, Refused refused) {
    return attempt(device, scan, voucher, refused).chain(() -> Uni.createFrom().failure(refused));
  }

  private Uni<Void> attempt(DeviceCaller device, Scan scan, UUID voucher, Refused refused) {
    return attempts.write(device, scan, voucher, refused.refusal().slug(), clock.instant());
  }
}
