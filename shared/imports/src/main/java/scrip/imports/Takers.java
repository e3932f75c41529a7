package scrip.imports;

import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.LocalDate;
import scrip.giftcard.DataKeys;
import scrip.imports.ImportLeases.Held;
import scrip.secrets.CardSecrets;
import scrip.secrets.Keys;
import scrip.time.Ids;
import scrip.voucher.VoucherSecrets;

/** What takes the rows of an import, ready for one run. */
@ApplicationScoped
public class Takers {

  private final Pool pool;
  private final ImportedCards cards;
  private final ImportedRecipients recipients;
  private final ImportedScopes scopes;
  private final CardSecrets secrets;
  private final VoucherSecrets vouchers;
  private final DataKeys dataKeys;
  private final Keys keys;
  private final ImportSeals seals;
  private final Ids ids;
  private final Clock clock;

  public Takers(
      Pool pool,
      ImportedCards cards,
      ImportedRecipients recipients,
      ImportedScopes scopes,
      CardSecrets secrets,
      VoucherSecrets vouchers,
      DataKeys dataKeys,
      Keys keys,
      ImportSeals seals,
      Ids ids,
      Clock clock) {
    this.pool = pool;
    this.cards = cards;
    this.recipients = recipients;
    this.scopes = scopes;
    this.secrets = secrets;
    this.vouchers = vouchers;
    this.dataKeys = dataKeys;
    this.keys = keys;
    this.seals = seals;
    this.ids = ids;
    this.clock = clock;
  }

  Uni<Taker<?>> of(Held held) {
    return switch (held.of().kind()) {
      case CARDS ->
          cards
              .into(held.of().poolId())
              .chain(
                  into ->
                      dataKeys
                          .current(pool, into.pool())
                          .map(
                              key ->
                                  new CardTaker(
                                      cards, secrets, into, held.id(), key, LocalDate.now(clock))));
      case RECIPIENTS ->
          recipients
              .into(held.of().campaignId())
              .map(into -> new RecipientTaker(recipients, keys, seals, ids, into, held));
      case STATION_SCOPES ->
          Uni.createFrom().item(new ScopeTaker(scopes, vouchers, held.of(), clock));
    };
  }
}
