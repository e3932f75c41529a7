package scrip.imports;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import scrip.secrets.Sealing;

/**
 * Seals what an import keeps: its parts, the rows it refused, the codes it made. Every import has a
 * key of its own, bound to it, and every piece is bound to its place.
 */
@ApplicationScoped
public class ImportSeals {

  private final Sealing sealing;

  public ImportSeals(Sealing sealing) {
    this.sealing = sealing;
  }

  /** What a piece is. */
  enum Piece {
    PART,
    ROW,
    CODE
  }

  Sealing.DataKey newKey(UUID importId) {
    return sealing.newDataKey(bytes(importId));
  }

  byte[] seal(Sealing.DataKey key, UUID importId, Piece piece, long number, byte[] plain) {
    return sealing.seal(key, bytes(importId), plain, label(piece, number));
  }

  byte[] open(Sealing.DataKey key, UUID importId, Piece piece, long number, byte[] sealed) {
    return sealing.open(key, bytes(importId), sealed, label(piece, number));
  }

  private static byte[] label(Piece piece, long number) {
    return (piece + " " + number).getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] bytes(UUID id) {
    return ByteBuffer.allocate(16)
        .putLong(id.getMostSignificantBits())
        .putLong(id.getLeastSignificantBits())
        .array();
  }
}
