package dev.unroll.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.unroll.core.Tensor;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.DoubleDeserializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.Test;

/// An example of streaming with Kafka Streams: the state of a recurrent model for each key, in a store of Kafka's that
/// outlives the process. Each record is a piece of its key's text; the answer is what it costs in bits, given all
/// that the key has said before.
final class StreamPerKeyTest {
  private static final String STORE = "states";

  /// Scores the pieces of each key's text.
  private static final class KeyedScores implements Processor<String, String, String, Double> {
    private final LanguageModel model;
    private final LanguageStream stream;
    private ProcessorContext<String, Double> context;
    private KeyValueStore<String, byte[]> states;

    KeyedScores(LanguageModel model) {
      this.model = model;
      stream = model.stream();
    }

    @Override
    public void init(ProcessorContext<String, Double> newContext) {
      context = newContext;
      states = context.getStateStore(STORE);
    }

    @Override
    public void process(Record<String, String> record) {
      // 1. the key's state, and its latest character, which the model has not read yet
      int last = restore(states.get(record.key()));

      // 2. each character after those before it
      double bits = 0;
      for (int id : model.vocabulary().encode(record.value(), model.options().tokenizer())) {
        bits -= log2Softmax(stream.feed(last), id);
        last = id;
      }

      // 3. the state for the next piece
      states.put(record.key(), bytes(last));
      context.forward(record.withValue(bits));
    }

    private int restore(byte[] bytes) {
      stream.state().reset();
      if (bytes == null) {
        return model.beginning();
      }
      ByteBuffer from = ByteBuffer.wrap(bytes);
      int last = from.getInt();
      for (Tensor tensor : stream.state().tensors().values()) {
        from.asFloatBuffer().get(tensor.data(), tensor.offset(), tensor.elements());
        from.position(from.position() + 4 * tensor.elements());
      }
      return last;
    }

    private byte[] bytes(int last) {
      int elements = stream.state().tensors().values().stream().mapToInt(Tensor::elements).sum();
      ByteBuffer to = ByteBuffer.allocate(4 + 4 * elements).putInt(last);
      for (Tensor tensor : stream.state().tensors().values()) {
        for (float value : tensor.toArray()) {
          to.putFloat(value);
        }
      }
      return to.array();
    }

    private static double log2Softmax(Tensor logits, int id) {
      double sum = 0;
      for (float logit : logits.toArray()) {
        sum += Math.exp(logit - logits.get(0, id));
      }
      return -Math.log(sum) / Math.log(2);
    }
  }

  private static TopologyTestDriver driver(LanguageModel model) {
    Topology topology = new Topology();
    topology
        .addSource("texts", new StringDeserializer(), new StringDeserializer(), "texts")
        .addProcessor("scores", () -> new KeyedScores(model), "texts")
        .addStateStore(
            Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(STORE), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(Map.of()),
            "scores")
        .addSink(
            "bits", "bits", Serdes.String().serializer(), Serdes.Double().serializer(), "scores");
    Properties properties = new Properties();
    properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "example");
    properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:0");
    return new TopologyTestDriver(topology, properties);
  }

  private static final List<KeyValue<String, String>> PIECES = pieces();

  private static List<KeyValue<String, String>> pieces() {
    List<KeyValue<String, String>> pieces = new ArrayList<>();
    List<String> lines = Poem.lines(60);
    for (int i = 0; i < lines.size(); i++) {
      pieces.add(KeyValue.pair("key " + i % 7, lines.get(i)));
    }
    return pieces;
  }

  private static List<KeyValue<String, Double>> process(
      TopologyTestDriver driver, List<KeyValue<String, String>> pieces) {
    driver
        .createInputTopic("texts", new StringSerializer(), new StringSerializer())
        .pipeKeyValueList(pieces);
    return driver
        .createOutputTopic("bits", new StringDeserializer(), new DoubleDeserializer())
        .readKeyValuesToList();
  }

  @Test
  void restartedFromTheChangelogItGivesTheSameBits() {
    LanguageModel model = Poem.model(16);
    List<KeyValue<String, Double>> uninterrupted;
    try (TopologyTestDriver driver = driver(model)) {
      uninterrupted = process(driver, PIECES);
    }

    // the process ends in the middle; the changelog remains
    List<KeyValue<String, Double>> pieces;
    Map<String, byte[]> changelog = new HashMap<>();
    try (TopologyTestDriver driver = driver(model)) {
      pieces = new ArrayList<>(process(driver, PIECES.subList(0, 33)));
      driver
          .createOutputTopic(
              "example-" + STORE + "-changelog",
              new StringDeserializer(),
              new ByteArrayDeserializer())
          .readKeyValuesToList()
          .forEach(change -> changelog.put(change.key, change.value));
    }
    assertEquals(7, changelog.size());
    try (TopologyTestDriver driver = driver(model)) {
      KeyValueStore<String, byte[]> store = driver.getKeyValueStore(STORE);
      changelog.forEach(store::put);
      pieces.addAll(process(driver, PIECES.subList(33, PIECES.size())));
    }

    assertEquals(PIECES.size(), uninterrupted.size());
    assertEquals(uninterrupted, pieces);
    // what a key said before counts: without it the bits are others
    try (TopologyTestDriver driver = driver(model)) {
      assertNotEquals(
          uninterrupted.subList(33, PIECES.size()),
          process(driver, PIECES.subList(33, PIECES.size())));
    }
  }
}
