package scrip.local;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import scrip.secrets.SecretStore;

/** The secrets of the local process: its key file. */
@ApplicationScoped
class LocalSecrets implements SecretStore {

  @Override
  public Map<String, String> read(String name) {
    return LocalProcess.secrets().read(name);
  }
}
