package scrip.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContactTest {

  @ParameterizedTest
  @CsvSource({
    "+15005550006, +1••••••••06",
    "+250788123456, +2•••••••••56",
    "ann@example.com, a••@example.com",
    "ab@example.com, a•@example.com",
    "a.very.long.name@example.com, a•••••••••••••••@example.com"
  })
  void an_address_is_masked_so_that_its_owner_knows_it_again(String address, String masked) {
    assertEquals(masked, Contact.mask(address));
    assertEquals(address.length(), masked.length());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "+1", "1234"})
  void of_an_address_too_short_to_mask_nothing_shows(String address) {
    assertEquals("••", Contact.mask(address));
  }

  @ParameterizedTest
  @ValueSource(strings = {"@example.com", "a@b@c.com", "@", "😀😀@example.com"})
  void odd_addresses_do_not_break_the_mask(String address) {
    assertFalse(Contact.mask(address).isEmpty());
  }

  @Test
  void a_contact_prints_its_channel_and_a_masked_address() {
    Contact contact = new Contact(Channel.SMS, "+15005550006", new byte[] {1});

    assertEquals("sms +1••••••••06", contact.toString());
    assertEquals("+1••••••••06", contact.masked());
  }

  @Test
  void contacts_are_the_same_when_channel_and_hash_are() {
    Contact contact = new Contact(Channel.EMAIL, "Ann@example.com", new byte[] {1, 2});

    assertEquals(contact, new Contact(Channel.EMAIL, "ann@example.com", new byte[] {1, 2}));
    assertEquals(
        contact.hashCode(),
        new Contact(Channel.EMAIL, "ann@example.com", new byte[] {1, 2}).hashCode());
    assertNotEquals(contact, new Contact(Channel.EMAIL, "Ann@example.com", new byte[] {1, 3}));
    assertNotEquals(contact, new Contact(Channel.SMS, "Ann@example.com", new byte[] {1, 2}));
  }

  @Test
  void channels_are_found_by_their_word_and_by_nothing_else() {
    for (Channel channel : Channel.values()) {
      assertEquals(channel, Channel.of(channel.word()).orElseThrow());
    }
    assertTrue(Channel.of("SMS").isEmpty());
    assertTrue(Channel.of("fax").isEmpty());
    assertTrue(Channel.of(null).isEmpty());
  }
}
