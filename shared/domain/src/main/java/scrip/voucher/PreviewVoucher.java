package scrip.voucher;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.voucher.PrintedVoucher.State;
import scrip.voucher.VoucherFaces.Stored;

/** Finds out what the picture of a voucher says to somebody at this moment. Changes nothing. */
@ApplicationScoped
public class PreviewVoucher {

  private static final String VOID =
      "Hand out the voucher that replaced it. Signed in, you see this one's picture with stamped=true.";

  private static final String MASKED = "•••-•••-";

  private final VoucherFaces faces;
  private final VoucherSecrets secrets;
  private final QrPayloads payloads;
  private final Clock clock;

  public PreviewVoucher(
      VoucherFaces faces, VoucherSecrets secrets, QrPayloads payloads, Clock clock) {
    this.faces = faces;
    this.secrets = secrets;
    this.payloads = payloads;
    this.clock = clock;
  }

  /**
   * What is to be drawn.
   *
   * @param voidToo whether a void one is drawn with its stamp, which only those see whom we know
   * @throws Refused voucher-not-found; void; timeout; not-configured
   */
  public Uni<PrintedVoucher> print(UUID id, Looker looker, boolean voidToo) {
    return faces
        .find(id, looker.clients())
        .map(found -> found.orElseThrow(() -> new Refused(VoucherRefusal.VOUCHER_NOT_FOUND)))
        .map(
            stored -> {
              State state = state(stored, clock.instant());
              if (state == State.VOID && !(voidToo && looker.known())) {
                throw new Refused(VoucherRefusal.VOID, VOID)
                    .with("voidedAt", stored.voidedAt().toString());
              }
              return printed(stored, state, looker.sees());
            });
  }

  private static State state(Stored stored, Instant now) {
    return switch (stored.status()) {
      case "void" -> State.VOID;
      case "redeemed" -> State.REDEEMED;
      case "expired" -> State.EXPIRED;
      default -> now.isBefore(stored.expiresAt()) ? State.OPEN : State.EXPIRED;
    };
  }

  private PrintedVoucher printed(Stored stored, State state, boolean sees) {
    VoucherCode code = secrets.open(stored.key(), stored.batch(), stored.id(), stored.sealed());
    String shown = code.printed();
    return new PrintedVoucher(
        stored.id(),
        stored.client(),
        stored.brand(),
        stored.value(),
        state,
        sees ? shown : MASKED + shown.substring(MASKED.length()),
        sees ? qr(code, stored.qrKey(), state) : null,
        sees,
        stored.station(),
        stored.zone(),
        stored.expiresAt(),
        switch (state) {
          case OPEN -> null;
          case REDEEMED -> stored.redeemedAt();
          case EXPIRED -> stored.expiresAt();
          case VOID -> stored.voidedAt();
        });
  }

  /** The key of a voucher is kept until the voucher is over; afterwards its QR code may be gone. */
  private String qr(VoucherCode code, String keyId, State state) {
    try {
      return payloads.of(code, keyId);
    } catch (IllegalStateException e) {
      if (state != State.OPEN) {
        return null;
      }
      throw new Refused(
          RequestRefusal.NOT_CONFIGURED, "The key '" + keyId + "' of QR codes is not there.");
    }
  }
}
