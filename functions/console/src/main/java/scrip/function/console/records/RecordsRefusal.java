package scrip.function.console.records;

import java.util.Map;
import java.util.Optional;
import scrip.problem.Refusal;

/** Why a record is not made or not changed as asked. */
public enum RecordsRefusal implements Refusal {
  NAME_TAKEN("This name is taken", "Choose another name."),
  CODE_TAKEN("This redemption code is taken", "Leave the code out, and a new one is made."),
  CONDITION_TAKEN(
      "The campaign has a condition of this number", "Change that one, or choose another number."),
  REFERENCE_UNKNOWN(
      "Something that is named does not exist", "Check the ids in the request, and send it again."),
  OTHER_CLIENT(
      "The pool belongs to another client", "Choose a pool of the client whose campaign this is."),
  CAMPAIGN_STATE(
      "The campaign cannot change into this state",
      "Draft becomes active, active pauses and goes on, active and paused close; closed stays closed."),
  CAMPAIGN_CLOSED("The campaign is closed", "Make another campaign."),
  CAMPAIGN_INCOMPLETE(
      "The campaign has no condition yet", "Add a condition with a pool, then activate it."),
  POOL_HAS_CARDS(
      "The pool has cards already",
      "Its value and currency stay: make another pool, and transfer the cards."),
  POOL_IN_USE(
      "The pool is in use",
      "Transfer or void its cards, serve those who wait, and close or change the campaigns that draw on it."),
  POOL_ARCHIVED("The pool is archived", "Take the pool out of the archive first."),
  CONTACT_OPTED_OUT(
      "This contact asked for no messages", "Ask for another one, or let them send START.");

  private static final Map<String, RecordsRefusal> BY_CONSTRAINT =
      Map.of(
          "clients_name_key", NAME_TAKEN,
          "brands_name_key", NAME_TAKEN,
          "card_pools_client_id_pool_name_key", NAME_TAKEN,
          "campaigns_client_id_name_key", NAME_TAKEN,
          "recipients_code_hash_key", CODE_TAKEN,
          "campaign_conditions_campaign_id_number_key", CONDITION_TAKEN,
          "campaign_conditions_one_client", OTHER_CLIENT,
          "card_pools_value_stays", POOL_HAS_CARDS,
          "card_pools_archived_empty", POOL_IN_USE,
          "card_pools_archived_takes_none", POOL_ARCHIVED);

  private final String title;
  private final String advice;

  RecordsRefusal(String title, String advice) {
    this.title = title;
    this.advice = advice;
  }

  /**
   * What the database's refusal means to whoever met it. The message names the constraint, in
   * whatever language it speaks; Hibernate hands on nothing else that does.
   */
  static Optional<RecordsRefusal> of(String sqlState, String message) {
    return "23503".equals(sqlState)
        ? Optional.of(REFERENCE_UNKNOWN)
        : BY_CONSTRAINT.entrySet().stream()
            .filter(entry -> message.contains('"' + entry.getKey() + '"'))
            .map(Map.Entry::getValue)
            .findFirst();
  }

  @Override
  public int status() {
    return 409;
  }

  @Override
  public String title() {
    return title;
  }

  @Override
  public String advice() {
    return advice;
  }
}
