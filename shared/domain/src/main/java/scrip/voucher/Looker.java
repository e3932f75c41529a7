package scrip.voucher;

import java.util.List;
import scrip.access.Caller;
import scrip.access.Clients;
import scrip.access.Rights;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/**
 * Who looks at the picture of a voucher.
 *
 * @param name for histories
 * @param clients whose vouchers
 * @param known whether it is somebody signed in or a key, not whoever has a link
 * @param sees whether the code is shown: whoever has the picture has the voucher
 */
public record Looker(String name, Clients clients, boolean known, boolean sees, String requestId) {

  private static final List<String> LOOKS =
      List.of(
          Rights.ADMIN,
          Rights.OPS,
          Rights.DATA_OPS,
          Rights.AGENT,
          Rights.VIEWER,
          Rights.READ,
          Rights.VOUCHERS);

  private static final List<String> SEES =
      List.of(Rights.ADMIN, Rights.OPS, Rights.AGENT, Rights.VOUCHERS, Rights.REVEAL);

  /**
   * Somebody signed in, or a key. Those who only look at records see pictures with the code masked.
   *
   * @throws Refused unauthorized, for the public; forbidden
   */
  public static Looker of(Caller caller) {
    if (caller.isPublic()) {
      throw new Refused(RequestRefusal.UNAUTHORIZED, "Sign in, or use a link that was made.");
    }
    Caller.Agent agent = caller.agent();
    if (LOOKS.stream().noneMatch(agent::may)) {
      throw new Refused(RequestRefusal.FORBIDDEN);
    }
    boolean sees = SEES.stream().anyMatch(agent::may);
    return new Looker(caller.name(), agent.clients(), true, sees, caller.requestId());
  }

  /** Whoever has a link: a customer's messenger, and the provider that brings it there. */
  public static Looker withLink(String requestId) {
    return new Looker("link", Clients.ALL, false, true, requestId);
  }
}
