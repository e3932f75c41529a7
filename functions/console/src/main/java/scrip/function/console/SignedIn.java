package scrip.function.console;

import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import scrip.access.Caller;
import scrip.http.Callers;

/**
 * Tells Quarkus' security who is calling and which rights they have, so that routes can say who may
 * call them with {@code @RolesAllowed}: words of {@link scrip.access.Rights}, roles of people and
 * scopes of keys alike. Asked only by routes that say so.
 */
@ApplicationScoped
public class SignedIn implements HttpAuthenticationMechanism {

  private static final String CALLER = SignedIn.class.getName();

  private final Callers callers;

  public SignedIn(Callers callers) {
    this.callers = callers;
  }

  /** The caller of a request that passed the check of its route. */
  public static Caller caller(RoutingContext http) {
    return http.get(CALLER);
  }

  @Override
  public Uni<SecurityIdentity> authenticate(RoutingContext http, IdentityProviderManager ignored) {
    return callers
        .caller(http)
        .map(
            caller -> {
              http.put(CALLER, caller);
              return caller.isPublic()
                  ? null
                  : QuarkusSecurityIdentity.builder()
                      .setPrincipal(new QuarkusPrincipal(caller.name()))
                      .addRoles(caller.agent().rights())
                      .build();
            });
  }

  @Override
  public Uni<ChallengeData> getChallenge(RoutingContext http) {
    return Uni.createFrom().item(new ChallengeData(401, null, null));
  }
}
