package dev.unroll.interop;

import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.interop.array.NdArray;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Compares what a model gives with what is expected of it: `in.NAME` are the inputs, `out.NAME` the expected
/// outputs; `in2.` and `out2.`, and so on, are further calls. An expected output that has the name of one of the
/// file's own tensors, `out.NAME` or `out.weight.NAME`, is compared with that tensor.
///
/// An output is as expected if every number of it is: `|got − want| ≤ tolerance + tolerance·|want|`.
public final class Verification {
  private static final String WEIGHT = "weight.";

  private Verification() {}

  /// One output compared.
  ///
  /// @param name as in the file of expected values
  /// @param problem what keeps the numbers from being compared; null if nothing does
  /// @param largest the largest error
  /// @param ulps the largest error in units in the last place of the expected float32
  /// @param passed whether it is within the tolerance
  public record Result(String name, String problem, double largest, double ulps, boolean passed) {}

  /// Runs a model on all calls of a file of expected values, and compares.
  ///
  /// @throws IllegalArgumentException if the inputs do not fit the model
  /// @throws IOException if the file is malformed
  public static List<Result> run(ImportedModel model, SafetensorsFile expected, double tolerance)
      throws IOException {
    Set<String> calls = new LinkedHashSet<>();
    for (String name : expected.names()) {
      if (name.matches("out[0-9]*\\..+")) {
        calls.add(name.substring(3, name.indexOf('.')));
      }
    }
    List<Result> results = new ArrayList<>();
    for (String call : calls.stream().sorted().toList()) {
      Map<String, NdArray> inputs = named(expected, "in" + call + ".");
      Map<String, NdArray> wanted = named(expected, "out" + call + ".");
      Map<String, NdArray> tensors = model.tensors();
      Map<String, NdArray> outputs = null;
      for (Map.Entry<String, NdArray> want : wanted.entrySet()) {
        NdArray got = tensor(tensors, want.getKey());
        if (got == null) {
          if (outputs == null) {
            outputs = model.run(inputs);
          }
          got = output(outputs, want.getKey());
        }
        String name = "out" + call + "." + want.getKey();
        results.add(compare(name, want.getValue(), got, tolerance));
      }
    }
    return results;
  }

  private static Map<String, NdArray> named(SafetensorsFile file, String prefix)
      throws IOException {
    Map<String, NdArray> found = new LinkedHashMap<>();
    for (String name : file.names()) {
      if (name.startsWith(prefix)) {
        found.put(name.substring(prefix.length()), NdArray.read(file, name));
      }
    }
    return found;
  }

  private static NdArray tensor(Map<String, NdArray> tensors, String name) {
    return name.startsWith(WEIGHT) && tensors.containsKey(name.substring(WEIGHT.length()))
        ? tensors.get(name.substring(WEIGHT.length()))
        : tensors.get(name);
  }

  /// The output of a name; a single one goes by any name.
  private static NdArray output(Map<String, NdArray> outputs, String name) {
    NdArray output = outputs.get(name);
    return output == null && outputs.size() == 1 ? outputs.values().iterator().next() : output;
  }

  private static Result compare(String name, NdArray want, NdArray got, double tolerance) {
    if (got == null) {
      return new Result(name, "the model gives no such output", 0, 0, false);
    }
    if (!want.shape().equals(got.shape())) {
      String problem = "expected %s, got %s".formatted(want.shape(), got.shape());
      return new Result(name, problem, 0, 0, false);
    }
    double[] wanted = want.doubles();
    double[] given = got.doubles();
    double largest = 0;
    double ulps = 0;
    boolean passed = true;
    for (int i = 0; i < wanted.length; i++) {
      double error = Math.abs(given[i] - wanted[i]);
      boolean same = Double.compare(given[i], wanted[i]) == 0;
      passed &= same || error <= tolerance + tolerance * Math.abs(wanted[i]);
      if (!same) {
        // A NaN stays the largest error.
        largest = error > largest || Double.isNaN(error) ? error : largest;
        double inUlps = error / Math.ulp((float) wanted[i]);
        ulps = inUlps > ulps || Double.isNaN(inUlps) ? inUlps : ulps;
      }
    }
    return new Result(name, null, largest, ulps, passed);
  }
}
