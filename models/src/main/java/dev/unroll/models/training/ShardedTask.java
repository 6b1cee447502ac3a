package dev.unroll.models.training;

import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.checkpoint.Resumable;
import dev.unroll.models.checkpoint.Section;
import dev.unroll.models.layer.Pass;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/// One model on data in shards, each of them the data of a task of its own: micro-batch `i` of every step comes from
/// shard `i`, so a step has as many as there are shards ([TrainingOptions#accumulation]), and an epoch as many
/// steps as the longest shard has batches. A shard that has no more sits out. What a task carries from batch to
/// batch, a hidden state say, stays within its shard.
///
/// [Peers] may share the shards, each in one place. The result is that of one process which has them all, bit for bit:
/// gradients are added up by [GradientTree], what validation measures in the order of the shards.
///
///     List<Task<TextBatch>> shards = …;                      // a LanguageTask for each part of a text
///     Trainer.start(ShardedTask.of(shards), options.withAccumulation(shards.size()), limits)
///
/// @param <B> the batches of the tasks
public final class ShardedTask<B> implements Task<ShardedTask.Batch<B>> {
  private final List<Task<B>> shards;
  private final Peers peers;
  private final Task<B> first;
  private final ShardedBatches<B> training;
  private final ShardedBatches<B> validation;

  /// A batch of one shard.
  public record Batch<B>(int shard, B data) {}

  private ShardedTask(List<? extends Task<B>> shards, Peers peers) {
    this.shards = Collections.unmodifiableList(new ArrayList<>(shards));
    this.peers = peers;
    first = this.shards.stream().filter(Objects::nonNull).findFirst().orElseThrow();
    training = ShardedBatches.training(this.shards, peers);
    validation = ShardedBatches.validation(this.shards, peers);
  }

  /// All shards in one process.
  ///
  /// @param shards tasks on one and the same model
  /// @throws IllegalArgumentException if there is none, or the models differ
  public static <B> ShardedTask<B> of(List<? extends Task<B>> shards) {
    return of(shards, Peers.NONE);
  }

  /// Shards that several processes share; all make theirs at the same time.
  ///
  /// @param shards tasks on one and the same model; null where another has it, at least one here
  /// @throws IllegalArgumentException if this process has none, or the models differ
  public static <B> ShardedTask<B> of(List<? extends Task<B>> shards, Peers peers) {
    List<? extends Task<B>> here = shards.stream().filter(Objects::nonNull).toList();
    if (here.isEmpty()) {
      throw new IllegalArgumentException("shards: expected at least one task, got none");
    }
    Model model = here.getFirst().model();
    for (Task<B> shard : here) {
      if (shard.model() != model) {
        throw new IllegalArgumentException(
            "shards: expected tasks on one and the same model, got " + here.size() + " on several");
      }
    }
    return new ShardedTask<>(shards, peers);
  }

  /// How many shards there are, here and elsewhere.
  public int shards() {
    return shards.size();
  }

  @Override
  public Peers peers() {
    return peers;
  }

  @Override
  public Model model() {
    return first.model();
  }

  @Override
  public Batches<Batch<B>> training() {
    return training;
  }

  @Override
  public Batches<Batch<B>> validation() {
    return validation;
  }

  @Override
  public Loss loss(Pass pass, Batch<B> batch) {
    return shards.get(batch.shard()).loss(pass, batch.data());
  }

  @Override
  public Metric lossMetric() {
    return first.lossMetric();
  }

  @Override
  public long items(Batch<B> batch) {
    return shards.get(batch.shard()).items(batch.data());
  }

  @Override
  public String itemName() {
    return first.itemName();
  }

  @Override
  public Evaluation<Batch<B>> evaluation() {
    List<Evaluation<B>> each = new ArrayList<>();
    for (Task<B> shard : shards) {
      each.add(shard == null ? null : shard.evaluation());
    }
    Evaluation<B> any = each.stream().filter(Objects::nonNull).findFirst().orElseThrow();
    return new Evaluation<>() {
      @Override
      public double[] sums(Pass pass, Batch<B> batch) {
        return each.get(batch.shard()).sums(pass, batch.data());
      }

      @Override
      public List<Score> scores(double[] totals) {
        return any.scores(totals);
      }
    };
  }

  /// What each shard carries, wherever it is: all peers ask at the same time.
  @Override
  public List<Resumable> state() {
    // 1. what is carried here, for the others
    List<List<Resumable>> own = new ArrayList<>();
    SectionBytes.Writer writer = new SectionBytes.Writer();
    for (int shard = 0; shard < shards.size(); shard++) {
      own.add(shards.get(shard) == null ? null : named(shard, shards.get(shard).state()));
      if (own.get(shard) != null && peers.size() > 1) {
        for (Resumable each : own.get(shard)) {
          Section section = new Section(each.section());
          each.save(section);
          writer.add(shard, section);
        }
      }
    }
    if (peers.size() == 1) {
      return own.stream().flatMap(List::stream).toList();
    }

    // 2. all of it, in the order of the shards
    List<List<Resumable>> all = new ArrayList<>(own);
    for (ByteBuffer from : peers.gather(writer.bytes())) {
      SectionBytes.read(
          from,
          (section, shard) -> {
            if (own.get(shard) == null) {
              if (all.get(shard) == null) {
                all.set(shard, new ArrayList<>());
              }
              all.get(shard).add(elsewhere(section));
            }
          });
    }
    return all.stream().filter(Objects::nonNull).flatMap(List::stream).toList();
  }

  private static List<Resumable> named(int shard, List<Resumable> state) {
    List<Resumable> named = new ArrayList<>();
    for (Resumable each : state) {
      named.add(
          new Resumable() {
            @Override
            public String section() {
              return "shard-" + shard + "-" + each.section();
            }

            @Override
            public void save(Section to) {
              each.save(to);
            }

            @Override
            public void restore(Section from) {
              each.restore(from);
            }
          });
    }
    return named;
  }

  /// What a shard of another process carries, which restores it itself.
  private static Resumable elsewhere(Section copy) {
    return new Resumable() {
      @Override
      public String section() {
        return copy.name();
      }

      @Override
      public void save(Section to) {
        copy.strings().forEach(to::put);
        copy.tensors().forEach(to::put);
      }

      @Override
      public void restore(Section from) {}
    };
  }

  @Override
  public double initialLoss() {
    return first.initialLoss();
  }

  @Override
  public List<String> examples() {
    return first.examples();
  }
}
