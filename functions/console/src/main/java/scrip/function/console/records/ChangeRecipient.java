package scrip.function.console.records;

import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Set;
import scrip.access.Caller;
import scrip.access.Rights;
import scrip.function.console.records.Ledger.Act;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;
import scrip.secrets.Keys;

/**
 * Changes a recipient: name, approval, contact. No history holds the contact, before or after. A
 * repeat changes nothing.
 */
@ApplicationScoped
class ChangeRecipient {

  private static final Set<String> OF_LISTS =
      Set.of(Rights.ADMIN, Rights.OPS, Rights.DATA_OPS, Rights.LISTS);

  private final Ledger ledger;
  private final Keys keys;

  ChangeRecipient(Ledger ledger, Keys keys) {
    this.ledger = ledger;
    this.keys = keys;
  }

  static Filter which(String id, Caller caller) {
    return Filter.seenBy(caller.agent().clients(), "clientId")
        .and("id = :id", "id", TypedIds.path(id));
  }

  /**
   * Makes the change.
   *
   * @throws Refused not-found; invalid-request; forbidden, for an approval or a name by an agent;
   *     contact-opted-out
   */
  Uni<RecipientRecord> change(Caller caller, String id, RecipientRequest asked, String reason) {
    if ((asked.approval() != null || asked.firstName() != null || asked.lastName() != null)
        && caller.agent().rights().stream().noneMatch(OF_LISTS::contains)) {
      throw new Refused(RequestRefusal.FORBIDDEN);
    }
    Edits<RecipientRecord> edits = edits(asked);
    if (edits.isEmpty() && !asked.changesContact()) {
      throw Refused.invalid("", "names nothing to change");
    }
    Filter filter = which(id, caller);
    return ledger.transaction(
        () ->
            filter
                .oneToChange((where, p) -> RecipientRecord.<RecipientRecord>find(where, p))
                .call(
                    recipient ->
                        ClientRecord.<ClientRecord>findById(recipient.clientId)
                            .chain(
                                client -> {
                                  edits.addAll(contact(asked, client.region));
                                  JsonObject changed = edits.apply(recipient);
                                  return follow(recipient, changed)
                                      .chain(
                                          () ->
                                              ledger.noteChange(
                                                  caller,
                                                  new Act(
                                                      action(changed),
                                                      "recipients",
                                                      recipient.id,
                                                      reason,
                                                      null),
                                                  changed));
                                })));
  }

  private static String action(JsonObject changed) {
    return changed.containsKey("phone") || changed.containsKey("email")
        ? "change-contact"
        : changed.containsKey("approval")
            ? (changed.getJsonArray("approval").getString(1).equals("approved")
                ? "approve-recipient"
                : "reject-recipient")
            : "change-recipient";
  }

  private static Edits<RecipientRecord> edits(RecipientRequest asked) {
    Edits<RecipientRecord> edits = new Edits<>();
    if (asked.firstName() != null) {
      edits.addHidden("firstName", asked.firstName(), r -> r.firstName, (r, v) -> r.firstName = v);
    }
    if (asked.lastName() != null) {
      edits.addHidden("lastName", asked.lastName(), r -> r.lastName, (r, v) -> r.lastName = v);
    }
    if (asked.approval() != null) {
      edits.add("approval", asked.approval(), r -> r.approval, (r, v) -> r.approval = v);
    }
    return edits;
  }

  private Edits<RecipientRecord> contact(RecipientRequest asked, String region) {
    Edits<RecipientRecord> edits = new Edits<>();
    RecipientRecord read = new RecipientRecord();
    if (asked.phoneSent()) {
      asked.setPhone(read, region, keys);
      edits.addHidden(
          "phone",
          read.phone,
          r -> r.phone,
          (r, v) -> {
            r.phone = v;
            r.phoneHash = read.phoneHash;
          });
      edits.addHidden("phoneRaw", read.phoneRaw, r -> r.phoneRaw, (r, v) -> r.phoneRaw = v);
    }
    if (asked.emailSent()) {
      asked.setEmail(read, keys);
      edits.addHidden(
          "email",
          read.email,
          r -> r.email,
          (r, v) -> {
            r.email = v;
            r.emailHash = read.emailHash;
          });
    }
    return edits;
  }

  private Uni<Void> follow(RecipientRecord recipient, JsonObject changed) {
    Uni<Void> phone =
        changed.containsKey("phone")
            ? follow(recipient, false, recipient.phone, recipient.phoneHash)
            : Uni.createFrom().voidItem();
    return changed.containsKey("email")
        ? phone.chain(() -> follow(recipient, true, recipient.email, recipient.emailHash))
        : phone;
  }

  private Uni<Void> follow(RecipientRecord recipient, boolean email, String address, byte[] hash) {
    if (address == null) {
      return Uni.createFrom().voidItem();
    }
    return ledger
        .optedOut(hash)
        .chain(
            out -> {
              if (out) {
                throw new Refused(RecordsRefusal.CONTACT_OPTED_OUT);
              }
              return ledger.follow(recipient.id, email, address, hash);
            });
  }
}
