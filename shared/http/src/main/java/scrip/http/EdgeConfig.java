package scrip.http;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What stands in front of a function. */
@ConfigMapping(prefix = "scrip.edge")
public interface EdgeConfig {

  /** Who is believed about the caller's address. */
  enum Trust {
    /** CloudFront, when it shows the origin secret; anybody else is refused. */
    CLOUDFRONT,
    /** Nobody: the address is the connection's. Only for the local process. */
    CONNECTION
  }

  @WithDefault("cloudfront")
  Trust trust();

  /** Whether cookies may travel over plain HTTP. Only for the local process. */
  @WithDefault("false")
  boolean plainCookies();

  /** Largest body that is read, in bytes. */
  @WithDefault("16384")
  int bodyAtMost();
}
