// Licensed under the Apache License, Version 2.0.
package org.eidograph.train.data;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import org.eidograph.base.BadInputException;

/** The formats at hand, by file name ending. */
public final class RowReaders {
  private final Map<String, RowReader> byExtension;

  private RowReaders(Map<String, RowReader> byExtension) {
    this.byExtension = byExtension;
  }

  /** Every reader on the class path. */
  public static RowReaders installed() {
    Map<String, RowReader> found = new TreeMap<>();
    for (RowReader reader :
        ServiceLoader.load(RowReader.class, RowReaders.class.getClassLoader())) {
      for (String extension : reader.extensions()) {
        found.put(extension, reader);
      }
    }
    return new RowReaders(found);
  }

  /** Whether a file name ends in a known way. */
  public boolean reads(Path file) {
    return byExtension.containsKey(extension(file));
  }

  /**
   * The reader for a file, chosen by its name.
   *
   * @throws BadInputException if no reader knows the ending
   */
  public RowReader forFile(Path file) {
    String extension = extension(file);
    RowReader reader = byExtension.get(extension);
    if (reader != null) {
      return reader;
    }
    String mend =
        extension.equals("parquet")
            ? "; add the eidograph-parquet module to the class path, or convert the file to JSONL"
            : "; rename or convert the file";
    throw new BadInputException(
        "a data file must end in one of %s, but got %s%s"
            .formatted(byExtension.keySet(), file, mend));
  }

  private static String extension(Path file) {
    Path last = file.getFileName();
    String name = last == null ? "" : last.toString().toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
