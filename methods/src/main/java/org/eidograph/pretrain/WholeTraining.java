// Licensed under the Apache License, Version 2.0.
package org.eidograph.pretrain;

import java.nio.file.Path;
import java.util.Map;
import org.eidograph.finetune.FineTune;
import org.eidograph.finetune.FineTuneRequest;
import org.eidograph.finetune.SampleBook;
import org.eidograph.finetune.Sampler;
import org.eidograph.model.tokenizer.Tokenizer;
import org.eidograph.train.TrainListener;
import org.eidograph.train.TrainResult;
import org.eidograph.train.TrainSettings;
import org.eidograph.train.Trainer;
import org.eidograph.train.data.DataSource;

/**
 * The run of a model that is trained as a whole, wherever its weights and its rates come from.
 *
 * @param origin directory of configuration and tokenizer
 * @param identity what must be equal for a run to be resumed
 */
record WholeTraining(
    WholeModel trainee,
    Tokenizer tokenizer,
    DataSource data,
    TrainSettings settings,
    FineTuneRequest.Output output,
    Path origin,
    Map<String, String> identity) {

  /**
   * Trains and writes a checkpoint to {@code <place>/model}.
   *
   * @param place an existing directory; checkpoints of the run go there too
   */
  PretrainResult run(Path place, FineTune.Watch watch) {
    SampleBook book =
        watch.resume()
            ? SampleBook.resume(place, Trainer.newestCheckpointStep(place))
            : SampleBook.start(place);
    Sampler sampler = new Sampler(trainee.model(), tokenizer, output.prompts(), book);
    sampler.sampleStart();
    TrainListener listener = sampler.during(watch.listener(), output.sampleEvery());
    TrainResult result;
    try (Trainer trainer =
        new Trainer(
            trainee,
            settings,
            new Trainer.Data(data.train(), data.eval()),
            new Trainer.Watch(watch.metrics(), listener),
            new Trainer.Place(place, identity))) {
      result = watch.resume() ? trainer.resume() : trainer.fit();
    }
    Path directory = place.resolve("model");
    TrainedCheckpoint.write(directory, origin, trainee, output.adapterType());
    sampler.sample(result.steps());
    return new PretrainResult(result, directory, sampler.pairs(result.steps()));
  }
}
