package scrip.access;

import java.util.List;
import java.util.Set;

/** The words by which routes say who may call them: roles of people, scopes of keys. */
public final class Rights {

  public static final String ADMIN = "admin";
  public static final String OPS = "ops";
  public static final String DATA_OPS = "data_ops";
  public static final String AGENT = "agent";
  public static final String VIEWER = "viewer";

  /** To see codes of cards and vouchers: of a key, or of a person who was given it. */
  public static final String REVEAL = "cards.reveal";

  /** To read pools, cards, lists and exports. */
  public static final String READ = "stock.read";

  /** To change pools and cards, and to import cards. */
  public static final String STOCK = "stock.write";

  /** To change campaigns and recipients, and to import recipients. */
  public static final String LISTS = "lists.write";

  /** To read and switch jobs and limits, and to read errors. */
  public static final String OPERATE = "operate";

  /** To look at messages, to send one again, and to call one back. */
  public static final String DELIVERIES = "deliveries.write";

  /**
   * To issue, void and replace vouchers, to say which station takes them, and to read them. Their
   * pictures are theirs to hand out, with the code that is on them.
   */
  public static final String VOUCHERS = "vouchers.write";

  /** To keep stations and their devices. */
  public static final String STATIONS = "stations.write";

  /** Of a session that still lacks the second factor that its role must have: to get one. */
  public static final String ENROL = "enrol";

  public static final List<String> ROLES = List.of(ADMIN, OPS, DATA_OPS, AGENT, VIEWER);
  public static final Set<String> SCOPES =
      Set.of(REVEAL, READ, STOCK, LISTS, OPERATE, DELIVERIES, VOUCHERS, STATIONS);

  private Rights() {}

  /**
   * The rights of a person's session.
   *
   * @param lacksSecondFactor whether the person must have a second factor and has none
   */
  static Set<String> of(String role, boolean mayReveal, boolean lacksSecondFactor) {
    if (lacksSecondFactor) {
      return Set.of(ENROL);
    }
    return mayReveal ? Set.of(role, REVEAL) : Set.of(role);
  }
}
