package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.kernels.scalar.ScalarKernels;
import dev.unroll.kernels.vector.VectorKernels;
import java.lang.reflect.RecordComponent;
import java.util.Set;
import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// The vector set is what the other tests run, so that none of them can pass without it.
@Tag("widths")
final class VectorSetTest {
  /// The families that the compiler makes vector code of by itself.
  private static final Set<String> SCALAR_ALONE = Set.of("arithmetic");

  @Test
  void theActiveSetIsTheVectorSet() {
    assertEquals("vector", Kernels.active().name());
    assertEquals("scalar", Kernels.scalar().name());
  }

  @Test
  void noKernelIsMissingOrScalar() throws ReflectiveOperationException {
    for (RecordComponent component : KernelSet.class.getRecordComponents()) {
      Object active = component.getAccessor().invoke(VectorKernels.set(ScalarKernels.SET));
      Object scalar = component.getAccessor().invoke(ScalarKernels.SET);
      assertInstanceOf(component.getType(), active, component.getName());
      assertInstanceOf(component.getType(), scalar, component.getName());
      String family = component.getName();
      if (component.getType() != String.class && !SCALAR_ALONE.contains(family)) {
        assertNotSame(scalar.getClass(), active.getClass(), family);
      }
    }
  }

  @Test
  void everyKernelOfUsersIsChecked() throws ReflectiveOperationException {
    for (RecordComponent component : KernelSet.class.getRecordComponents()) {
      if (component.getType() != String.class) {
        for (KernelSet set : new KernelSet[] {Kernels.active(), Kernels.scalar()}) {
          Class<?> type = component.getAccessor().invoke(set).getClass();
          assertEquals("dev.unroll.kernels.checked", type.getPackageName(), component.getName());
        }
      }
    }
  }

  /// The build runs these tests again with narrower vectors than the machine's own.
  @Test
  void theVectorsHaveTheWidthThatTheBuildWanted() {
    int bits = FloatVector.SPECIES_PREFERRED.vectorBitSize();
    assertEquals(Integer.getInteger("unroll.expected.vector.bits", bits), bits);
    assertTrue(Kernels.active().description().contains(bits + " bits"));
  }
}
