import numpy as np
import os
os.environ["TF_USE_LEGACY_KERAS"] = "1"
import tensorflow.compat.v1 as tf
import inspect
import tempfile
import collections
tf.disable_v2_behavior()


def numpy_input_fn(x, y=None, batch_size=128, num_epochs=1, shuffle=None, queue_capacity=1000, num_threads=1):
    def input_fn():
        dataset = tf.data.Dataset.from_tensor_slices(x if y is None else (x, y))
        dataset = dataset.shuffle(queue_capacity) if shuffle else dataset
        dataset = dataset.repeat(num_epochs).batch(batch_size)
        return dataset if y is None else tf.data.make_one_shot_iterator(dataset).get_next()
    return input_fn


class RunConfig(object):
    def __init__(self, model_dir=None, tf_random_seed=None, save_summary_steps=100, save_checkpoints_steps=None,
                 save_checkpoints_secs=None, session_config=None, keep_checkpoint_max=5,
                 keep_checkpoint_every_n_hours=10000, log_step_count_steps=100, **kwargs):
        if save_checkpoints_steps is None and save_checkpoints_secs is None:
            save_checkpoints_secs = 600
        self.__dict__.update(kwargs, **{k: v for k, v in locals().items() if k not in ("self", "kwargs")})

    def replace(self, **kwargs):
        return RunConfig(**dict(self.__dict__, **kwargs))


class Estimator(object):
    """Trains, evaluates and applies the graph that a model function builds."""

    def __init__(self, model_fn, model_dir=None, config=None, params=None, warm_start_from=None):
        self.config = config or RunConfig()
        self.model_dir = model_dir or self.config.model_dir or tempfile.mkdtemp()
        self.params = params or {}
        self._model_fn = model_fn

    def _call(self, function, mode, **kwargs):
        kwargs.update(mode=mode, params=self.params, config=self.config)
        accepted = inspect.signature(function).parameters
        return function(**{k: v for k, v in kwargs.items() if k in accepted})

    def _build(self, input_fn, mode):
        tf.set_random_seed(self.config.tf_random_seed)
        tf.train.get_or_create_global_step()
        inputs = self._call(input_fn, mode)
        if isinstance(inputs, tf.data.Dataset):
            iterator = tf.data.make_initializable_iterator(inputs)
            tf.add_to_collection(tf.GraphKeys.TABLE_INITIALIZERS, iterator.initializer)
            inputs = iterator.get_next()
        pair = isinstance(inputs, (tuple, list)) and len(inputs) == 2
        features, labels = inputs if pair else (inputs, None)
        return self._call(self._model_fn, mode, features=features, labels=labels)

    def _session(self, spec, hooks, checkpoint_path):
        creator = tf.train.ChiefSessionCreator(
            scaffold=spec.scaffold, config=self.config.session_config,
            checkpoint_filename_with_path=checkpoint_path or self.latest_checkpoint())
        return tf.train.MonitoredSession(creator, hooks)

    def train(self, input_fn, hooks=None, steps=None, max_steps=None, saving_listeners=None):
        with tf.Graph().as_default():
            spec = self._build(input_fn, "train")
            hooks = list(hooks or []) + list(spec.training_hooks or []) + list(spec.training_chief_hooks or [])
            hooks += [tf.train.NanTensorHook(spec.loss),
                      tf.train.LoggingTensorHook({"loss": spec.loss, "step": tf.train.get_global_step()},
                                                 every_n_iter=self.config.log_step_count_steps)]
            if steps is not None or max_steps is not None:
                hooks.append(tf.train.StopAtStepHook(num_steps=steps, last_step=max_steps))
            with tf.train.MonitoredTrainingSession(
                    checkpoint_dir=self.model_dir, scaffold=spec.scaffold, hooks=hooks,
                    config=self.config.session_config, save_summaries_steps=self.config.save_summary_steps,
                    save_checkpoint_secs=self.config.save_checkpoints_secs,
                    save_checkpoint_steps=self.config.save_checkpoints_steps) as session:
                while not session.should_stop():
                    session.run([spec.train_op, spec.loss])
        return self

    def evaluate(self, input_fn, steps=None, hooks=None, checkpoint_path=None, name=None):
        with tf.Graph().as_default():
            spec = self._build(input_fn, "eval")
            metrics = dict(spec.eval_metric_ops or {}, loss=tf.metrics.mean(spec.loss))
            values = {key: value for key, (value, _) in metrics.items()}
            values["global_step"] = tf.train.get_global_step()
            updates = [update for _, update in metrics.values()]
            hooks = list(hooks or []) + list(spec.evaluation_hooks or [])
            results, count = {}, 0
            with self._session(spec, hooks, checkpoint_path) as session:
                while not session.should_stop() and (steps is None or count < steps):
                    session.run(updates)
                    results = session.run_step_fn(
                        lambda step_context: step_context.session.run(values))
                    count += 1
        return results

    def predict(self, input_fn, predict_keys=None, hooks=None, checkpoint_path=None, yield_single_examples=True):
        with tf.Graph().as_default():
            spec = self._build(input_fn, "infer")
            predictions = spec.predictions
            if predict_keys:
                predictions = {k: v for k, v in predictions.items() if k in predict_keys}
            hooks = list(hooks or []) + list(spec.prediction_hooks or [])
            with self._session(spec, hooks, checkpoint_path) as session:
                while not session.should_stop():
                    batch = session.run(predictions)
                    if not yield_single_examples:
                        yield batch
                    elif isinstance(batch, dict):
                        for row in zip(*batch.values()):
                            yield dict(zip(batch, row))
                    else:
                        for row in batch:
                            yield row

    def latest_checkpoint(self):
        return tf.train.latest_checkpoint(self.model_dir)

    def get_variable_names(self):
        return [name for name, _ in tf.train.list_variables(self.model_dir)]

    def get_variable_value(self, name):
        return tf.train.load_variable(self.model_dir, name)


EstimatorSpec = collections.namedtuple("EstimatorSpec", [
    "mode", "predictions", "loss", "train_op", "eval_metric_ops", "export_outputs", "training_chief_hooks",
    "training_hooks", "scaffold", "evaluation_hooks", "prediction_hooks"])
EstimatorSpec.__new__.__defaults__ = (None,) * 10


tf.logging.set_verbosity(tf.logging.ERROR)


def model_fn(features, labels, mode):
    out = tf.layers.dense(features['x'], 1, kernel_initializer=tf.ones_initializer(), name='out')
    loss = tf.losses.mean_squared_error(labels, out)
    train_op = tf.train.GradientDescentOptimizer(0.05).minimize(loss, global_step=tf.train.get_global_step())
    return EstimatorSpec(mode, predictions=out, loss=loss, train_op=train_op)


xs = np.linspace(0, 1, 8, dtype=np.float32).reshape(4, 2)
ys = xs.sum(1, keepdims=True) * 2
input_fn = numpy_input_fn({'x': xs}, ys, batch_size=4, num_epochs=None, shuffle=False)
estimator = Estimator(model_fn, model_dir='model')
estimator.train(input_fn, steps=5)
result = estimator.evaluate(input_fn, steps=1)
print(result['global_step'], result['loss'])
