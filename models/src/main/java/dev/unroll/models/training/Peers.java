package dev.unroll.models.training;

import java.nio.ByteBuffer;
import java.util.List;

/// The processes that train one model together. Each has a copy of the model, runs the same [Trainer] with the
/// same options on its own shards of the data ([ShardedTask]), and meets the others in the two calls here, which all
/// make in the same order. One thread of a process makes them.
///
/// Both throw an unchecked exception where a peer is lost; what the calls would have given is lost with it.
public interface Peers {
  /// Nobody else.
  Peers NONE =
      new Peers() {
        @Override
        public int rank() {
          return 0;
        }

        @Override
        public int size() {
          return 1;
        }

        @Override
        public List<ByteBuffer> exchange(List<ByteBuffer> mine) {
          return mine;
        }

        @Override
        public List<ByteBuffer> gather(ByteBuffer mine) {
          return List.of(mine);
        }
      };

  /// Which of them this is, from 0. The first tells the listener, and writes the checkpoints.
  int rank();

  /// How many they are.
  int size();

  /// Gives each peer something of its own, and takes what each has for this one.
  ///
  /// @param mine for each peer, in the order of ranks, this one's too; from position to limit
  /// @return from each peer; valid until the next call
  List<ByteBuffer> exchange(List<ByteBuffer> mine);

  /// Gives all peers the same, and takes what each has.
  ///
  /// @param mine from position to limit
  /// @return from each peer, in the order of ranks, this one's too; valid until the next call
  List<ByteBuffer> gather(ByteBuffer mine);

  /// What the first of them says.
  ///
  /// @param mine what this one would say
  default int agree(int mine) {
    return size() == 1 ? mine : gather(ByteBuffer.allocate(4).putInt(0, mine)).getFirst().getInt();
  }
}
