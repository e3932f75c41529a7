package scrip.consent;

import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import io.vertx.pgclient.PgException;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import scrip.audit.AuditLog;
import scrip.consent.InboundMessages.Kept;
import scrip.giftcard.Contacts;
import scrip.secrets.Keys;

/**
 * Takes in what a recipient wrote, once, in one transaction with all that follows from it. STOP
 * opts the number out on every channel, with the e-mail addresses of its recipients, and ends what
 * waits to be sent to any of them. START lifts that; what was ended stays ended. YES and NO answer
 * the campaign that asked last.
 */
@ApplicationScoped
public class TakeInbound {

  private final Pool pool;
  private final WordLists lists;
  private final InboundMessages messages;
  private final OptOuts optOuts;
  private final OptIns optIns;
  private final AuditLog audit;
  private final Keys keys;

  public TakeInbound(
      Pool pool,
      WordLists lists,
      InboundMessages messages,
      OptOuts optOuts,
      OptIns optIns,
      AuditLog audit,
      Keys keys) {
    this.pool = pool;
    this.lists = lists;
    this.messages = messages;
    this.optOuts = optOuts;
    this.optIns = optIns;
    this.audit = audit;
    this.keys = keys;
  }

  /**
   * A repeat changes nothing and is answered as the first was.
   *
   * @return what the recipient is to read; empty when the provider answers, or nothing is to be
   *     said
   * @throws scrip.problem.Refused not-configured, when the lists of words cannot be read
   */
  public Uni<Optional<String>> take(Inbound inbound) {
    return lists
        .all()
        .map(all -> meaning(Words.of(all), inbound))
        .chain(
            meaning ->
                pool.withTransaction(transaction -> take(transaction, inbound, meaning))
                    .onFailure(TakeInbound::deadlock)
                    .retry()
                    .atMost(5));
  }

  /** A STOP that the provider saw is one, whatever our lists say. */
  private static Meaning meaning(Words words, Inbound inbound) {
    Meaning ours = words.meaning(inbound.text());
    return inbound.taken() == null || ours != Meaning.OTHER && inbound.taken() != Meaning.STOP
        ? ours
        : inbound.taken();
  }

  private Uni<Optional<String>> take(SqlConnection transaction, Inbound inbound, Meaning meaning) {
    Buffer number = Buffer.buffer(Contacts.hash(keys, inbound.from().e164()));
    boolean answer = meaning != Meaning.OTHER && !inbound.answered();
    return messages
        .keep(transaction, inbound, number, meaning, answer)
        .call(
            kept ->
                kept.isNew()
                    ? act(transaction, inbound, meaning, number)
                    : Uni.createFrom().voidItem())
        .chain(kept -> reply(transaction, kept, number));
  }

  private Uni<Void> act(
      SqlConnection transaction, Inbound inbound, Meaning meaning, Buffer number) {
    String source = meaning.word() + ":" + inbound.channel().word();
    return switch (meaning) {
      case STOP ->
          optOuts
              .add(transaction, number, source)
              .chain(() -> optOuts.suppressWaiting(transaction, number))
              .chain(count -> note(transaction, inbound, "opt-out", "suppressed", count));
      case START ->
          optOuts
              .lift(transaction, number)
              .chain(count -> note(transaction, inbound, "lift-opt-out", "lifted", count));
      case YES, NO ->
          optIns
              .answer(transaction, number, meaning == Meaning.YES)
              .chain(
                  count ->
                      note(
                          transaction,
                          inbound,
                          meaning == Meaning.YES ? "opt-in" : "decline",
                          "recipients",
                          count));
      case HELP, OTHER -> Uni.createFrom().voidItem();
    };
  }

  private Uni<Void> note(
      SqlConnection transaction, Inbound inbound, String action, String what, int count) {
    return audit.write(
        transaction,
        new AuditLog.Entry(
            "recipient",
            action,
            "inbound_messages",
            inbound.messageId(),
            "they wrote so by " + inbound.channel().word(),
            JsonObject.of(what, count),
            null));
  }

  private Uni<Optional<String>> reply(SqlConnection transaction, Kept kept, Buffer number) {
    return kept.answered()
        ? messages
            .writtenTo(transaction, number)
            .map(sender -> Optional.of(Replies.text(kept.meaning(), sender)))
        : Uni.createFrom().item(Optional.empty());
  }

  private static boolean deadlock(Throwable failure) {
    return failure instanceof PgException e && "40P01".equals(e.getSqlState());
  }
}
