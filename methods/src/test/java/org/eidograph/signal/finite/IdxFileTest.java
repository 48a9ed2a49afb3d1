// Licensed under the Apache License, Version 2.0.
package org.eidograph.signal.finite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.eidograph.base.BadInputException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxFileTest {
  private static final byte[] IMAGES = {
    0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 51, (byte) 255, 102
  };
  private static final byte[] LABELS = {0, 0, 8, 1, 0, 0, 0, 2, 7, 3};

  @TempDir private Path place;

  @Test
  void readsPlainAndGzippedFilesAlike() throws Exception {
    LabelledImages plain = IdxFile.read(write("", IMAGES, LABELS));
    LabelledImages zipped = IdxFile.read(write(".gz", zipped(IMAGES), zipped(LABELS)));

    assertThat(plain.rows()).containsExactly(0, 0.2, 1, 0.4);
    assertThat(plain.labels()).containsExactly(7, 3);
    assertThat(plain.dimension()).isEqualTo(2);
    assertThat(zipped.rows()).isEqualTo(plain.rows());
    assertThat(zipped.labels()).isEqualTo(plain.labels());
  }

  @Test
  void refusesWhatIsNotASet() throws Exception {
    byte[] wrongType = IMAGES.clone();
    wrongType[2] = 13;
    byte[] huge = IMAGES.clone();
    huge[4] = 0x7f;
    byte[] cut = Arrays.copyOf(IMAGES, IMAGES.length - 1);
    byte[] oneLabel = {0, 0, 8, 1, 0, 0, 0, 1, 7};

    refuses(write("", wrongType, LABELS), "must begin with 00000803");
    refuses(write("", huge, LABELS), "its head says more");
    refuses(write("", cut, LABELS), "ends before all its elements are there");
    refuses(write("", new byte[3], LABELS), "ends before all its elements are there");
    refuses(write("", IMAGES, oneLabel), "holds 2 images");
    refuses(write("", LABELS, LABELS), "must begin with 00000803");
    refuses(place.resolve("digits"), "must have images-idx3 in its name");
    refuses(place.resolve("none-images-idx3"), "does not exist");
  }

  private static void refuses(Path images, String message) {
    assertThatThrownBy(() -> IdxFile.read(images))
        .isInstanceOf(BadInputException.class)
        .hasMessageContaining(message);
  }

  private Path write(String ending, byte[] images, byte[] labels) throws IOException {
    Files.write(place.resolve("t-labels-idx1-ubyte" + ending), labels);
    return Files.write(place.resolve("t-images-idx3-ubyte" + ending), images);
  }

  private static byte[] zipped(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      zip.write(bytes);
    }
    return out.toByteArray();
  }
}
