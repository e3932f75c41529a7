package scrip.secrets;

import io.vertx.core.buffer.Buffer;
import io.vertx.mutiny.sqlclient.Row;
import io.vertx.sqlclient.impl.ArrayTuple;
import java.util.List;
import java.util.UUID;

/** A row as the database gives it for a sealed card, so that it can be opened without one. */
final class CardRow extends ArrayTuple implements io.vertx.sqlclient.Row {

  private static final List<String> COLUMNS =
      List.of("pool_id", "code_hash", "sealed", "key_id", "key_encryption_key", "wrapped");

  private CardRow() {
    super(COLUMNS.size());
  }

  static Row of(UUID poolId, byte[] codeHash, byte[] sealed, Sealing.DataKey key) {
    CardRow row = new CardRow();
    row.addUUID(poolId);
    row.addBuffer(Buffer.buffer(codeHash));
    row.addBuffer(Buffer.buffer(sealed));
    row.addLong(key.id());
    row.addString(key.keyEncryptionKey());
    row.addBuffer(Buffer.buffer(key.wrapped()));
    return Row.newInstance(row);
  }

  @Override
  public String getColumnName(int at) {
    return COLUMNS.get(at);
  }

  @Override
  public int getColumnIndex(String column) {
    return COLUMNS.indexOf(column);
  }
}
