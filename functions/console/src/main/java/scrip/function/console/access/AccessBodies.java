package scrip.function.console.access;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import scrip.access.ChangePerson;
import scrip.access.Clients;
import scrip.access.CreatePerson;
import scrip.access.MakeKey;
import scrip.access.Rights;
import scrip.access.RollKey;
import scrip.http.JsonBody;

/** The bodies of acts on people and keys, and how they are read. */
final class AccessBodies {

  private AccessBodies() {}

  /** Why something is done. */
  @Schema(additionalProperties = Schema.False.class)
  public record Reason(@Schema(required = true, maxLength = 500) String reason) {

    static String of(JsonBody json) {
      return json.text("reason", true, 500);
    }
  }

  /** A new person. */
  @Schema(additionalProperties = Schema.False.class)
  public record NewPerson(
      @Schema(required = true, pattern = "[a-z0-9][a-z0-9._@+-]{2,99}") String name,
      @Schema(
              required = true,
              enumeration = {"admin", "ops", "data_ops", "agent", "viewer"})
          String role,
      @Schema(description = "Sees all clients; always so for admin", defaultValue = "false")
          Boolean everyClient,
      @Schema(description = "Whose data the person sees, unless all") List<UUID> clients,
      @Schema(defaultValue = "false") Boolean mayReveal,
      @Schema(required = true, maxLength = 500) String reason) {

    static CreatePerson.Draft of(JsonBody json) {
      String name = json.text("name", true, 100);
      if (name != null && !CreatePerson.isName(name)) {
        json.fault("name", "must be 3 to 100 lower-case letters, digits or . _ @ + -");
      }
      String role = roleOf(json, true);
      Clients clients = clientsOf(json);
      return new CreatePerson.Draft(
          name,
          role,
          clients == null ? new Clients(false, Set.of()) : clients,
          Boolean.TRUE.equals(json.flag("mayReveal", false)));
    }
  }

  /** What changes about a person; what is left out stays. */
  @Schema(additionalProperties = Schema.False.class)
  public record PersonChange(
      @Schema(enumeration = {"admin", "ops", "data_ops", "agent", "viewer"}) String role,
      Boolean everyClient,
      List<UUID> clients,
      Boolean mayReveal,
      Boolean disabled,
      @Schema(required = true, maxLength = 500) String reason) {

    static ChangePerson.Change of(JsonBody json) {
      return new ChangePerson.Change(
          roleOf(json, false),
          clientsOf(json),
          json.flag("mayReveal", false),
          json.flag("disabled", false));
    }
  }

  /** A new key. */
  @Schema(additionalProperties = Schema.False.class)
  public record NewKey(
      @Schema(required = true, description = "Whose data it is for") UUID client,
      @Schema(required = true, maxLength = 100) String label,
      @Schema(
              description = "None: an agent's key, which only redeems",
              examples = "[\"stock.read\"]")
          List<String> scopes,
      @Schema(minimum = "1", maximum = "365", defaultValue = "90") Integer expiresInDays,
      @Schema(required = true, maxLength = 500) String reason) {

    static MakeKey.Draft of(JsonBody json) {
      String client = json.text("client", true, 36);
      UUID id = client == null ? null : idOf(json, "client", client);
      String label = json.text("label", true, 100);
      List<String> scopes = json.texts("scopes", 20, 40);
      if (scopes != null && !Rights.SCOPES.containsAll(scopes)) {
        json.fault(
            "scopes", "must be among " + Rights.SCOPES.stream().sorted().toList().toString());
      }
      return new MakeKey.Draft(
          id,
          label,
          scopes == null ? List.of() : scopes.stream().distinct().sorted().toList(),
          json.number("expiresInDays", 1, MakeKey.DAYS_AT_MOST, 90));
    }
  }

  /** How a key is rolled. */
  @Schema(additionalProperties = Schema.False.class)
  public record Roll(
      @Schema(
              minimum = "0",
              maximum = "24",
              defaultValue = "0",
              description = "How long the old key still works")
          Integer overlapHours,
      @Schema(required = true, maxLength = 500) String reason) {

    static int hours(JsonBody json) {
      return json.number("overlapHours", 0, RollKey.HOURS_AT_MOST, 0);
    }
  }

  private static String roleOf(JsonBody json, boolean required) {
    String role = json.text("role", required, 20);
    if (role != null && !Rights.ROLES.contains(role)) {
      json.fault("role", "must be one of " + String.join(", ", Rights.ROLES));
    }
    return role;
  }

  /** Null when neither member is there. */
  private static Clients clientsOf(JsonBody json) {
    Boolean every = json.flag("everyClient", false);
    List<String> ids = json.texts("clients", 500, 36);
    if (every == null && ids == null) {
      return null;
    }
    if (Boolean.TRUE.equals(every)) {
      if (ids != null && !ids.isEmpty()) {
        json.fault("clients", "must be left out for somebody who sees every client");
      }
      return Clients.ALL;
    }
    return new Clients(
        false,
        ids == null
            ? Set.of()
            : ids.stream()
                .map(text -> idOf(json, "clients", text))
                .filter(java.util.Objects::nonNull)
                .collect(Collectors.toSet()));
  }

  private static UUID idOf(JsonBody json, String member, String text) {
    try {
      return UUID.fromString(text);
    } catch (IllegalArgumentException e) {
      json.fault(member, "must be an id");
      return null;
    }
  }
}
