// Licensed under the Apache License, Version 2.0.
package org.eidograph.cli.run;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.eidograph.base.BadInputException;

/** SHA-256 of what a run reads, so that a changed file is noticed. */
public final class ContentHash {
  private static final int BUFFER_BYTES = 1 << 16;

  private ContentHash() {}

  /**
   * The hash of a file, or of a directory's files.
   *
   * <p>For a directory it is the hash of the lines {@code HASH␠␠NAME}, one a file, ordered by name
   * with {@code /} as separator: what {@code sha256sum} prints for them.
   *
   * @return 64 hexadecimal digits
   * @throws BadInputException if something cannot be read
   */
  public static String of(Path path) {
    try {
      return Files.isDirectory(path) ? ofDirectory(path) : ofFile(path);
    } catch (IOException e) {
      throw new BadInputException("%s cannot be read: %s".formatted(path, e.getMessage()), e);
    }
  }

  private static String ofDirectory(Path directory) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(directory)) {
      files = walk.filter(Files::isRegularFile).toList();
    }
    MessageDigest digest = sha256();
    for (String name : files.stream().map(f -> name(directory, f)).sorted().toList()) {
      String line = ofFile(directory.resolve(name)) + "  " + name + "\n";
      digest.update(line.getBytes(StandardCharsets.UTF_8));
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static String name(Path directory, Path file) {
    return directory.relativize(file).toString().replace('\\', '/');
  }

  private static String ofFile(Path file) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = Files.newInputStream(file)) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
