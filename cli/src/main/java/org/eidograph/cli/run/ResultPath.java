// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.run;

import java.nio.file.Path;

/**
 * How commands name what they leave: in full, as text and as JSON, so that it is found from any
 * working directory.
 */
public final class ResultPath {
  private ResultPath() {}

  /** A path as the user gave it, made absolute, without {@code .} and {@code ..}. */
  public static Path of(Path given) {
    return given.toAbsolutePath().normalize();
  }
}
