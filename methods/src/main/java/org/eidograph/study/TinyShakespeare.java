// Licensed under the Apache License, Version 2.0.
package org.eidograph.study;

import java.io.InputStream;
import java.util.Objects;

/** The one megabyte of plays (public domain) that studies and the first run of a user train on. */
public final class TinyShakespeare {
  /** Its usual file name. */
  public static final String FILE = "tinyshakespeare.txt";

  private TinyShakespeare() {}

  /** Opens the text, UTF-8; the caller closes it. */
  public static InputStream open() {
    return Objects.requireNonNull(TinyShakespeare.class.getResourceAsStream(FILE));
  }
}
