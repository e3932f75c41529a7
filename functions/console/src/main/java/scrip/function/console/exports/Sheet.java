package scrip.function.console.exports;

import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;

/** What can be exported, and which columns that has. */
enum Sheet {
  POOLS(
      "card_pools",
      Key.ID,
      "pool_id,client,brand,pool_name,value_minor,currency,available,claimed,sent,delivered,quarantined,void,expired,"
          + "total,waiting,low_stock_threshold,purchase_method,api_provider,archived_at"),
  CARDS(
      "gift_cards",
      Key.NUMBER,
      "card_id,pool_name,brand,value_minor,currency,status,last_four,expires_on,created_at,claimed_at,sent_at,"
          + "delivered_at,recipient_id"),
  RECIPIENTS(
      "recipients",
      Key.ID,
      "recipient_id,campaign,first_name,last_name,phone,phone_raw,email,code_last_four,approval,opt_in,redeemed_at,"
          + "created_at"),
  WAITING_LIST(
      "waiting_list",
      Key.NUMBER,
      "waiting_id,pool_name,campaign,recipient_id,first_name,last_name,channel,contact,best_number,joined_at,"
          + "callback_due_at,called_at,note");

  private static final class Key {
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");
  }

  private final String table;
  private final Pattern key;
  private final List<String> columns;

  Sheet(String table, Pattern key, String columns) {
    this.table = table;
    this.key = key;
    this.columns = List.of(columns.split(","));
  }

  /** Which part of it; null means any. */
  record Scope(UUID pool, UUID campaign) {}

  /** The word in an address, such as waiting-list. */
  String word() {
    return name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
  }

  String table() {
    return table;
  }

  /** The columns; the first one is the key, in whose order the rows come. */
  List<String> columns() {
    return columns;
  }

  boolean isKey(String part) {
    return key.matcher(part).matches();
  }
}
