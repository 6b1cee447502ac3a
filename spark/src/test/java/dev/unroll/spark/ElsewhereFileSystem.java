package dev.unroll.spark;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.DelegateToFileSystem;
import org.apache.hadoop.fs.RawLocalFileSystem;

/// The files of this machine under another scheme.
public final class ElsewhereFileSystem extends RawLocalFileSystem {
  private static final URI ROOT = URI.create("elsewhere:///");

  @Override
  public URI getUri() {
    return ROOT;
  }

  @Override
  public String getScheme() {
    return "elsewhere";
  }

  /// As Hadoop's newer interface has it.
  public static final class Context extends DelegateToFileSystem {
    public Context(URI uri, Configuration configuration) throws IOException, URISyntaxException {
      super(ROOT, new ElsewhereFileSystem(), configuration, "elsewhere", false);
    }
  }
}
