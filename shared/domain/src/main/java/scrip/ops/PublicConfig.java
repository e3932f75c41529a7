package scrip.ops;

import io.smallrye.config.ConfigMapping;
import java.net.URI;

/** Where the world finds us. */
@ConfigMapping(prefix = "scrip")
public interface PublicConfig {

  /** The one public origin, without a slash at its end: callbacks and links start with it. */
  URI publicUrl();
}
