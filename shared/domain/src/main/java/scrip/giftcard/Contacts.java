package scrip.giftcard;

import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import scrip.delivery.Channel;
import scrip.delivery.Contact;
import scrip.delivery.PhoneNumber;
import scrip.problem.Refused;
import scrip.secrets.Keys;

/**
 * Decides where a card goes: the contact that was asked for, else the one on record. Opted-out
 * addresses are refused.
 */
@ApplicationScoped
public class Contacts {

  private static final Pattern EMAIL =
      Pattern.compile("[^@\\s<>\"']{1,64}@[^@\\s<>\"']{1,180}\\.[A-Za-z]{2,24}");

  private final Keys keys;
  private final Recipients recipients;

  public Contacts(Keys keys, Recipients recipients) {
    this.keys = keys;
    this.recipients = recipients;
  }

  /**
   * What a caller asked for; any of these may be null.
   *
   * @param phone as typed
   * @param email as typed
   */
  public record Asked(Channel channel, String phone, String email) {}

  /**
   * Chooses the contact: where no channel is asked for, by the first that the campaign offers and
   * that there is an address for. Who opted out of that one is not written to by another.
   *
   * @throws Refused invalid-request with every fault; contact-missing; opted-out
   */
  Uni<Contact> choose(Asked asked, Entitlement entitlement) {
    Channel channel =
        channel(asked, entitlement.campaign().channels(), c -> address(c, entitlement) != null);
    String typed = channel == Channel.EMAIL ? asked.email() : asked.phone();
    return typed == null
        ? onRecord(channel, entitlement)
        : typed(channel, typed, entitlement.region());
  }

  /**
   * Another contact than the one on record.
   *
   * @param asked with an address
   * @param offered by the campaign
   * @throws Refused invalid-request with every fault; opted-out
   */
  public Uni<Contact> other(Asked asked, Set<Channel> offered, String region) {
    Channel channel = channel(asked, offered, c -> true);
    String typed = channel == Channel.EMAIL ? asked.email() : asked.phone();
    if (typed == null) {
      throw Refused.invalid("/contact", "names no address for " + channel.word());
    }
    return typed(channel, typed, region);
  }

  private Uni<Contact> typed(Channel channel, String typed, String region) {
    Contact contact = channel == Channel.EMAIL ? email(typed) : phone(channel, typed, region);
    return recipients
        .optedOut(contact.hash())
        .invoke(
            out -> {
              if (out) {
                throw new Refused(RedeemRefusal.OPTED_OUT);
              }
            })
        .replaceWith(contact);
  }

  /** Whether this has the form of an e-mail address. */
  public static boolean isEmail(String typed) {
    return EMAIL.matcher(typed).matches();
  }

  /** The hash under which opt-outs of an address are kept. */
  public static byte[] hash(Keys keys, String address) {
    return keys.hash(Keys.Purpose.ADDRESS, address.toLowerCase(Locale.ROOT));
  }

  private static Channel channel(Asked asked, Set<Channel> offered, Predicate<Channel> onRecord) {
    if (asked.channel() != null && !offered.contains(asked.channel())) {
      throw Refused.invalid("/channel", "this campaign sends by " + words(offered) + " only");
    }
    if (asked.channel() != null) {
      return asked.channel();
    }
    if (asked.phone() == null && asked.email() == null) {
      return offered.stream().filter(onRecord).findFirst().orElse(offered.iterator().next());
    }
    return offered.stream()
        .filter(c -> (c == Channel.EMAIL ? asked.email() : asked.phone()) != null)
        .findFirst()
        .orElseThrow(
            () ->
                Refused.invalid("/contact", "this campaign sends by " + words(offered) + " only"));
  }

  private static String words(Set<Channel> channels) {
    return String.join(", ", channels.stream().map(Channel::word).toList());
  }

  private Contact phone(Channel channel, String typed, String region) {
    String e164 =
        PhoneNumber.read(typed, region)
            .orElseThrow(
                () ->
                    Refused.invalid(
                        "/contact/phone",
                        "is no phone number; write it with its country code, as in +15005550006"))
            .e164();
    return new Contact(channel, e164, hash(keys, e164));
  }

  private Contact email(String typed) {
    if (!isEmail(typed)) {
      throw Refused.invalid(
          "/contact/email", "is no e-mail address; write it as in name@example.com");
    }
    return new Contact(Channel.EMAIL, typed, hash(keys, typed));
  }

  private static Uni<Contact> onRecord(Channel channel, Entitlement entitlement) {
    boolean email = channel == Channel.EMAIL;
    String address = address(channel, entitlement);
    if (address == null) {
      throw new Refused(RedeemRefusal.CONTACT_MISSING);
    }
    if (email ? entitlement.emailOptedOut() : entitlement.phoneOptedOut()) {
      throw new Refused(RedeemRefusal.OPTED_OUT);
    }
    byte[] hash = email ? entitlement.emailHash() : entitlement.phoneHash();
    return Uni.createFrom().item(new Contact(channel, address, hash));
  }

  private static String address(Channel channel, Entitlement entitlement) {
    return channel == Channel.EMAIL ? entitlement.email() : entitlement.phone();
  }
}
