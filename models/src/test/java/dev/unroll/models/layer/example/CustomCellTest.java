package dev.unroll.models.layer.example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence.Tokens;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// A cell of one's own is built like any other, and found by its label.
final class CustomCellTest {
  @Test
  void runsLikeAnyOther() {
    Scope scope = Scope.fresh(1, Initializer.torch());
    RecurrentOptions options = RecurrentOptions.of(new MinimalGatedUnit(), 7, 5);
    Recurrent recurrent = new Recurrent(scope, options.stacked(2, 0).bidirectional());
    Tokens x = new Tokens(new int[] {1, 0, 6, 2, 3, 3}, 3, 2, new int[] {3, 2});
    Recurrent.Result result = recurrent.forward(Pass.reading(new Tape()), x, null);
    assertEquals(List.of(3, 2, 10), extents(result));
    assertTrue(
        scope.parameters().stream()
            .anyMatch(each -> each.name().equals("minimal_l1_reverse.forget_x.weight")));
  }

  private static List<Integer> extents(Recurrent.Result result) {
    return java.util.Arrays.stream(result.y().shape().dimensions()).boxed().toList();
  }

  @Test
  void aServiceIsFoundByItsLabel() {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(new Plugin(before, MinimalGatedUnit.class));
    try {
      Cell found = Cell.labelled("minimal-gated-unit");
      assertEquals("minimal gated unit", found.description());
      assertNotSame(MinimalGatedUnit.class, found.getClass());
      assertTrue(Cell.all().contains(found));
      String message =
          assertThrows(IllegalArgumentException.class, () -> Cell.labelled("transformer"))
              .getMessage();
      assertTrue(message.contains("jordan, minimal-gated-unit, got 'transformer'"), message);
    } finally {
      thread.setContextClassLoader(before);
    }
    assertThrows(IllegalArgumentException.class, () -> Cell.labelled("minimal-gated-unit"));
  }

  /// What a jar with one cell is to the program: the class, and the file that names it as a
  /// service.
  private static final class Plugin extends ClassLoader {
    private final Class<?> provider;

    Plugin(ClassLoader parent, Class<?> provider) {
      super(parent);
      this.provider = provider;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (!name.startsWith(provider.getName())) {
        return super.loadClass(name, resolve);
      }
      Class<?> loaded = findLoadedClass(name);
      return loaded != null ? loaded : define(name);
    }

    private Class<?> define(String name) throws ClassNotFoundException {
      String file = name.substring(name.lastIndexOf('.') + 1) + ".class";
      try (InputStream in = provider.getResourceAsStream(file)) {
        byte[] code = in.readAllBytes();
        return defineClass(name, code, 0, code.length);
      } catch (IOException e) {
        throw new ClassNotFoundException(name, e);
      }
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return name.equals("META-INF/services/" + Cell.class.getName())
          ? Collections.enumeration(Set.of(url(provider.getName())))
          : super.getResources(name);
    }

    private static URL url(String text) throws MalformedURLException {
      URLStreamHandler handler =
          new URLStreamHandler() {
            @Override
            protected URLConnection openConnection(URL url) {
              return new URLConnection(url) {
                @Override
                public void connect() {}

                @Override
                public InputStream getInputStream() {
                  return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
                }
              };
            }
          };
      return URL.of(URI.create("memory:services"), handler);
    }
  }
}
