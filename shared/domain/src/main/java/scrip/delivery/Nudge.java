package scrip.delivery;

import io.smallrye.mutiny.Uni;

/**
 * Tells the sender that a delivery waits, so that it leaves at once. Only a help: a nudge that is
 * lost is made good by the job that looks every minute, so it never fails its caller. Nudges of a
 * rush are coalesced.
 */
public interface Nudge {

  /** To be called after the commit of the delivery. */
  Uni<Void> waiting();
}
