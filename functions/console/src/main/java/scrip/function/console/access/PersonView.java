package scrip.function.console.access;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import scrip.access.Person;

/** A person as administrators see one. */
public record PersonView(
    UUID id,
    String name,
    String role,
    @Schema(description = "Whether all clients are seen; else those of clients")
        boolean everyClient,
    List<UUID> clients,
    @Schema(description = "Whether codes of cards may be seen") boolean mayReveal,
    boolean disabled,
    boolean hasPassword,
    boolean secondFactor,
    Instant createdAt,
    Instant lastSignInAt) {

  static PersonView of(Person person) {
    return new PersonView(
        person.id(),
        person.name(),
        person.role(),
        person.clients().every(),
        person.clients().of().stream().sorted().toList(),
        person.mayReveal(),
        person.disabled(),
        person.passwordHash() != null,
        person.secondFactor().confirmed(),
        person.createdAt(),
        person.lastSignInAt());
  }
}
