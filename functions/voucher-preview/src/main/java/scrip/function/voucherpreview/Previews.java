package scrip.function.voucherpreview;

import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import scrip.access.Clients;
import scrip.drawing.PictureSize;
import scrip.ops.BuildConfig;
import scrip.ops.PublicConfig;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.voucher.Looker;
import scrip.voucher.PreviewConfig;
import scrip.voucher.PreviewEvents;
import scrip.voucher.PreviewLinks;
import scrip.voucher.PreviewRefusal;
import scrip.voucher.PreviewVoucher;
import scrip.voucher.VoucherFaces;

/** Pictures of vouchers and of drafts, and links to them. */
@ApplicationScoped
class Previews {

  private final PreviewVoucher previewVoucher;
  private final VoucherFaces faces;
  private final PreviewEvents events;
  private final PreviewLinks links;
  private final InTime inTime;
  private final PreviewConfig config;
  private final PublicConfig world;
  private final String build;
  private final Clock clock;

  Previews(
      PreviewVoucher previewVoucher,
      VoucherFaces faces,
      PreviewEvents events,
      PreviewLinks links,
      InTime inTime,
      PreviewConfig config,
      PublicConfig world,
      BuildConfig build,
      Clock clock) {
    this.previewVoucher = previewVoucher;
    this.faces = faces;
    this.events = events;
    this.links = links;
    this.inTime = inTime;
    this.config = config;
    this.world = world;
    this.build = build.id();
    this.clock = clock;
  }

  /** Which picture, and which one the caller has already. */
  record Asked(PictureSize size, boolean stamped, String has) {}

  /** A picture; without bytes when the caller has it already. */
  record Shown(String tag, byte[] png) {}

  /**
   * A picture that opens for a while.
   *
   * @param status always ready: the picture was drawn
   */
  public record Link(String imageUrl, Instant expiresAt, String status) {}

  /** The picture of a voucher. */
  Uni<Shown> voucher(UUID id, Looker looker, Asked asked) {
    return inTime.run(
        id,
        looker,
        () ->
            previewVoucher
                .print(id, looker, asked.stamped())
                .chain(
                    voucher ->
                        shown(new Picture(Faces.of(voucher), asked.size()), asked.has())
                            .call(() -> events.revealed(voucher, looker))));
  }

  /** The picture of a draft that a link was made for. */
  Uni<Shown> draft(Draft draft, Asked asked) {
    return inTime.run(
        () ->
            faces
                .look(draft.clientId(), Clients.ALL)
                .map(look -> look.orElseThrow(() -> new Refused(RequestRefusal.NOT_FOUND)))
                .chain(
                    look -> shown(new Picture(Faces.of(draft, look), asked.size()), asked.has())));
  }

  /** A link to the picture of a voucher, whose code the caller may see. */
  Uni<Link> link(UUID id, Looker looker) {
    if (!looker.sees()) {
      throw new Refused(
          RequestRefusal.FORBIDDEN,
          "A link shows the code, which you may not see; with your session you see the picture without it.");
    }
    return inTime.run(
        id,
        looker,
        () ->
            previewVoucher
                .print(id, looker, false)
                .chain(v -> shown(new Picture(Faces.of(v), PictureSize.FULL), ""))
                .map(
                    drawn -> {
                      Instant now = clock.instant();
                      Instant until = now.plus(config.link()).truncatedTo(ChronoUnit.SECONDS);
                      return link(id.toString(), "", links.token(id, now, until), until);
                    })
                .call(() -> events.linked(id, looker)));
  }

  /** A link to the picture of a draft. */
  Uni<Link> link(Draft draft, Looker looker) {
    return inTime.run(
        () ->
            faces
                .look(draft.clientId(), looker.clients())
                .map(
                    look ->
                        look.orElseThrow(
                            () -> Refused.invalid("/clientId", "is no client that you see")))
                .chain(look -> shown(new Picture(Faces.of(draft, look), PictureSize.FULL), ""))
                .map(
                    drawn -> {
                      Instant now = clock.instant();
                      Instant until = now.plus(config.link()).truncatedTo(ChronoUnit.SECONDS);
                      String text = draft.encoded();
                      String token = links.tokenOfDraft(text, now, until);
                      return link("draft", "draft=" + text + "&", token, until);
                    }));
  }

  /** Who has this link to a voucher's picture. */
  Looker withLink(String token, UUID id, String requestId) {
    return inTime.orRefused(
        () -> {
          if (!links.admits(token, id, clock.instant())) {
            throw new Refused(PreviewRefusal.LINK_NOT_ACCEPTED);
          }
          return Looker.withLink(requestId);
        });
  }

  /** The draft in a link. */
  Draft draft(String token, String text) {
    return inTime.orRefused(
        () -> {
          if (!links.admitsDraft(token, text, clock.instant())) {
            throw new Refused(PreviewRefusal.LINK_NOT_ACCEPTED);
          }
          return Draft.decoded(text);
        });
  }

  private Link link(String what, String query, String token, Instant until) {
    String url = world.publicUrl() + "/api/vouchers/" + what + "/preview.png?" + query;
    return new Link(url + "token=" + token, until, "ready");
  }

  /** Draws on a thread that may be busy for a while. */
  private Uni<Shown> shown(Picture picture, String has) {
    String tag = picture.tag(build);
    return has.contains(tag)
        ? Uni.createFrom().item(new Shown(tag, null))
        : Uni.createFrom()
            .item(() -> new Shown(tag, picture.png()))
            .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
  }
}
