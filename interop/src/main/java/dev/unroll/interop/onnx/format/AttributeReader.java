package dev.unroll.interop.onnx.format;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.protobuf.Numbers;
import dev.unroll.interop.protobuf.ProtobufReader;
import java.util.ArrayList;
import java.util.List;

/// Gathers the fields of an attribute. Which of them is its value says its type; files older than the
/// field for it leave that to the one that is there.
final class AttributeReader {
  private static final int REAL = 1;
  private static final int WHOLE = 2;
  private static final int TEXT = 3;
  private static final int TENSOR = 4;
  private static final int GRAPH = 5;
  private static final int REALS = 6;
  private static final int WHOLES = 7;
  private static final int TEXTS = 8;

  Graph graph;
  private long type;
  private boolean isReal;
  private float real;
  private boolean isWhole;
  private long whole;
  private String text;
  private TensorData tensor;
  private Numbers.Floats reals;
  private Numbers.Longs wholes;
  private List<String> texts;

  void read(ProtobufReader in) throws MalformedFileException {
    switch (in.field()) {
      case 2 -> {
        real = in.float32();
        isReal = true;
      }
      case 3 -> {
        whole = in.varint();
        isWhole = true;
      }
      case 4 -> text = in.string();
      case 5 -> tensor = TensorReader.read(in.message());
      case 7 -> {
        reals = reals == null ? new Numbers.Floats() : reals;
        in.floats(reals);
      }
      case 8 -> {
        wholes = wholes == null ? new Numbers.Longs() : wholes;
        in.varints(wholes);
      }
      case 9 -> {
        texts = texts == null ? new ArrayList<>(3) : texts;
        texts.add(in.string());
      }
      case 20 -> type = in.varint();
      default -> {}
    }
  }

  private int typeOfWhatIsThere() {
    return isReal
        ? REAL
        : isWhole
            ? WHOLE
            : text != null
                ? TEXT
                : tensor != null
                    ? TENSOR
                    : graph != null
                        ? GRAPH
                        : reals != null
                            ? REALS
                            : wholes != null ? WHOLES : texts != null ? TEXTS : 0;
  }

  /// The value; numbers and texts that are not there have the format's defaults.
  Attribute value() {
    long known = type == 0 ? typeOfWhatIsThere() : type;
    if (known == TENSOR && tensor != null) {
      return new Attribute.OfTensor(tensor);
    }
    if (known == GRAPH && graph != null) {
      return new Attribute.OfGraph(graph);
    }
    return switch ((int) Math.min(known, Integer.MAX_VALUE)) {
      case REAL -> new Attribute.Real(real);
      case WHOLE -> new Attribute.Whole(whole);
      case TEXT -> new Attribute.Text(text == null ? "" : text);
      case REALS -> new Attribute.Reals(reals == null ? new float[0] : reals.toArray());
      case WHOLES -> new Attribute.Wholes(wholes == null ? new long[0] : wholes.toArray());
      case TEXTS -> new Attribute.Texts(texts == null ? List.of() : texts);
      default -> new Attribute.Other(known);
    };
  }
}
