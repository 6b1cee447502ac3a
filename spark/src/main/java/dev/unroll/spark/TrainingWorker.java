package dev.unroll.spark;

import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Checkpoint;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.training.Peers;
import dev.unroll.models.training.Progress;
import dev.unroll.models.training.RunDirectory;
import dev.unroll.models.training.ShardedTask;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingResult;
import java.io.IOException;
import java.io.Serial;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.BarrierTaskContext;
import org.apache.spark.SparkEnv;
import org.apache.spark.shuffle.FetchFailedException;
import scala.Tuple2;
import scala.collection.Iterator;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.AbstractFunction1;

/// A task of the barrier stage: one worker, which trains on the shards that it is given. The first gives the result.
final class TrainingWorker<M extends Model, R, B>
    extends AbstractFunction1<Iterator<Tuple2<Long, R>>, Iterator<TrainingOutcome>>
    implements Serializable {
  @Serial private static final long serialVersionUID = 1;

  /// The bits of a key that hold the place of a record in its shard.
  private static final int PLACE_BITS = 40;

  private final TrainingPlan plan;
  private final ShardTask<M, R, B> shardTask;

  TrainingWorker(TrainingPlan plan, ShardTask<M, R, B> shardTask) {
    this.plan = plan;
    this.shardTask = shardTask;
  }

  /// By what records are sorted: the shard, then the place in it.
  static long key(int shard, long place) {
    return (long) shard << PLACE_BITS | place;
  }

  static int shard(long key) {
    return (int) (key >>> PLACE_BITS);
  }

  @Override
  public Iterator<TrainingOutcome> apply(Iterator<Tuple2<Long, R>> records) {
    try (DriverLine driver = new DriverLine(plan)) {
      return CollectionConverters.asScala(
          train(BarrierTaskContext.get(), records, driver).iterator());
    } catch (RuntimeException e) {
      throw e;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private List<TrainingOutcome> train(
      BarrierTaskContext context, Iterator<Tuple2<Long, R>> records, DriverLine driver)
      throws Exception {
    SocketPeers peers = null;
    try {
      WorkerHost.requireUsable(Runtime.version());
      List<List<R>> shards = read(context.partitionId(), records);
      peers = meet(context);
      try (CheckpointStore store =
          peers.rank() > 0
              ? null
              : CheckpointStore.claim(plan.directory(), plan.configuration().value())) {
        return train(shards, peers, store, driver);
      }
    } catch (Exception | LinkageError | OutOfMemoryError e) {
      // the driver first: once the others know, they end too
      report(context, driver, e);
      if (peers != null) {
        peers.farewell(Failures.text(e));
      }
      throw e;
    } finally {
      if (peers != null) {
        peers.close();
      }
    }
  }

  private static void report(BarrierTaskContext context, DriverLine driver, Throwable e) {
    switch (e) {
      case WorkerHungException hung -> driver.failed(hung.getMessage());
      case PeerLostException lost -> driver.lost(lost.getMessage());
      case FetchFailedException _ -> driver.lost("records that another executor had are lost");
      default -> {
        if (!context.isInterrupted()) { // else somebody else has failed
          driver.failed("worker %d: %s".formatted(context.partitionId(), Failures.text(e)));
        }
      }
    }
  }

  /// The records of each shard here; null for the others.
  private List<List<R>> read(int rank, Iterator<Tuple2<Long, R>> records) {
    List<List<R>> shards = new ArrayList<>();
    for (int shard = 0; shard < plan.shards(); shard++) {
      boolean here = TrainingPlan.worker(shard, plan.workers(), plan.shards()) == rank;
      shards.add(here ? new ArrayList<>() : null);
    }
    while (records.hasNext()) {
      Tuple2<Long, R> record = records.next();
      shards.get(shard(record._1())).add(record._2());
    }
    for (int shard = 0; shard < plan.shards(); shard++) {
      if (shards.get(shard) != null && shards.get(shard).isEmpty()) {
        throw new IllegalArgumentException(
            "partition %d of %d of the data is empty: repartition the data, every partition is part of every step"
                .formatted(shard, plan.shards()));
      }
    }
    return shards;
  }

  /// Exchanges addresses by Spark, once, since each such call takes a second, and connects.
  private SocketPeers meet(BarrierTaskContext context) throws IOException {
    String host = SparkEnv.get().blockManager().blockManagerId().host();
    int rank = context.partitionId();
    try (ServerSocketChannel server = ServerSocketChannel.open()) {
      server.bind(new InetSocketAddress(InetAddress.getByName(host), 0), plan.workers());
      int port = server.socket().getLocalPort();
      String[] all = context.allGather(host + "|" + port + "|" + WorkerHost.here().text());
      List<InetSocketAddress> addresses = new ArrayList<>();
      for (int peer = 0; peer < all.length; peer++) {
        String[] parts = all[peer].split("\\|", 3);
        addresses.add(new InetSocketAddress(parts[0], Integer.parseInt(parts[1])));
        String difference =
            WorkerHost.parsed(plan.host()).differenceTo(WorkerHost.parsed(parts[2]));
        if (difference != null) {
          throw new IllegalStateException(
              "worker %d at %s has %s, which the driver has: all need the same"
                  .formatted(peer, parts[0], difference));
        }
      }
      return SocketPeers.connect(
          rank, addresses, server, plan.token(), plan.timeout(), context::isInterrupted);
    }
  }

  private List<TrainingOutcome> train(
      List<List<R>> shards, SocketPeers peers, CheckpointStore store, DriverLine driver)
      throws Exception {
    // 1. the model, from a checkpoint of before if there is one
    RunDirectory run = store == null ? null : store.run();
    byte[] saved =
        run != null && Files.exists(run.latest()) ? Files.readAllBytes(run.latest()) : new byte[0];
    ByteBuffer first = peers.gather(ByteBuffer.wrap(saved)).getFirst();
    boolean resumed = first.hasRemaining();
    if (!resumed && !plan.mayBegin()) {
      throw new IOException(plan.directory() + " has no " + RunDirectory.LATEST + " to resume");
    }
    Checkpoint checkpoint =
        CheckpointBytes.read(resumed ? first : ByteBuffer.wrap(plan.model().value()));
    @SuppressWarnings("unchecked") // the driver had an M, and a checkpoint of M is of its kind
    M model = (M) Models.build(checkpoint);

    // 2. the tasks of the shards
    ShardedTask<B> task = task(model, shards, peers);

    // 3. training
    Trainer.Environment environment =
        new Trainer.Environment(run, Settings.none(), Kernels.active(), Workers.CALLER);
    Trainer<?> trainer =
        resumed
            ? Trainer.resume(task, checkpoint, plan.trainingLimits(), environment)
            : Trainer.start(task, plan.trainingOptions(), plan.trainingLimits(), environment);
    TrainingResult result =
        trainer.run(store == null ? TrainingListener.NONE : listener(store, driver));
    return run == null ? List.of() : List.of(TrainingOutcome.of(result, run));
  }

  private ShardedTask<B> task(M model, List<List<R>> shards, Peers peers) {
    List<Task<B>> tasks = new ArrayList<>();
    for (int shard = 0; shard < shards.size(); shard++) {
      try {
        List<R> records = shards.get(shard);
        tasks.add(records == null ? null : shardTask.of(model, records));
      } catch (Exception e) {
        throw new IllegalStateException(
            "partition %d of %d: %s".formatted(shard, shards.size(), Failures.text(e)), e);
      }
    }
    return ShardedTask.of(tasks, peers);
  }

  private static TrainingListener listener(CheckpointStore store, DriverLine driver) {
    TrainingListener keep =
        new TrainingListener() {
          @Override
          public void onStep(Progress progress) {}

          @Override
          public void onCheckpoint(Path file, boolean best) throws IOException {
            store.written(file);
          }
        };
    return TrainingListener.all(keep, driver);
  }
}
