// Licensed under the Apache License, Version 2.0.
package org.eidograph.finetune;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.eidograph.finetune.StoriesRuns.TWO;
import static org.eidograph.finetune.StoriesRuns.loop;
import static org.eidograph.finetune.StoriesRuns.request;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.eidograph.base.InterruptedRunException;
import org.eidograph.lora.LoraInit;
import org.eidograph.lora.LoraSpecBuilder;
import org.eidograph.lora.TrainableTokens;
import org.eidograph.train.TrainSettings.Pace;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole runs with each kind of adapter. */
@Tag("slow")
class VariantRunsTest {
  @TempDir private Path place;
  private StoriesRuns runs;

  @BeforeEach
  void findAPlace() {
    runs = new StoriesRuns(place);
  }

  static Stream<Arguments> variants() {
    return Stream.of(
        variant("pissa", b -> b.init(LoraInit.PISSA)),
        variant("olora", b -> b.init(LoraInit.OLORA)),
        variant("orthogonal", b -> b.init(LoraInit.ORTHOGONAL)),
        variant("eva", b -> b.init(LoraInit.EVA)),
        variant("dora", b -> b.dora(true)),
        variant("loftq", b -> b.nf4(true).init(LoraInit.LOFTQ)),
        variant("nf4", b -> b.nf4(true)),
        variant("tokens", b -> b.tokens(TrainableTokens.of(List.of(403, 31)))),
        variant("dora from pissa on nf4", b -> b.nf4(true).dora(true).init(LoraInit.PISSA)));
  }

  private static Arguments variant(String name, Consumer<LoraSpecBuilder> changes) {
    return Arguments.argumentSet(
        name, request().withLora(request().lora().with(b -> b.rank(4)).with(changes)));
  }

  @ParameterizedTest
  @MethodSource("variants")
  void aResumedRunEndsLikeAnUnbrokenOneAndTheLossFalls(FineTuneRequest variant) throws IOException {
    FineTuneRequest request = variant.withTraining(loop(TWO, new Pace(5, 4, 2, 0, false)));
    FineTuneResult whole = runs.run(request, "whole");

    assertThatThrownBy(() -> runs.run(request, "broken", StoriesRuns.stoppingAt(7)))
        .isInstanceOf(InterruptedRunException.class);
    runs.run(request, "broken", StoriesRuns.resuming());

    assertThat(whole.training().after().loss()).isLessThan(whole.training().before().loss());
    assertThat(runs.adapterBytes("broken")).isEqualTo(runs.adapterBytes("whole"));
  }
}
