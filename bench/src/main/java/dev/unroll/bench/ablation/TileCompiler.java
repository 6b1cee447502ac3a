package dev.unroll.bench.ablation;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.util.List;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/// Compiles the source of a tile in memory and makes one of it.
final class TileCompiler {
  private static final String NAME = "GeneratedTile";

  private TileCompiler() {}

  /// A tile of the shape.
  static Tile compile(TileShape shape) {
    return compile(shape, false);
  }

  /// A tile of the shape whose sums go through [RationalTanh] if `tanh`.
  static Tile compile(TileShape shape, boolean tanh) {
    String source = shape.source(NAME, tanh);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JavaFileObject input =
        new SimpleJavaFileObject(
            URI.create("string:///" + NAME + ".java"), JavaFileObject.Kind.SOURCE) {
          @Override
          public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return source;
          }
        };
    JavaFileObject output =
        new SimpleJavaFileObject(
            URI.create("mem:///" + NAME + ".class"), JavaFileObject.Kind.CLASS) {
          @Override
          public OutputStream openOutputStream() {
            return bytes;
          }
        };
    try (JavaFileManager files =
        new ForwardingJavaFileManager<JavaFileManager>(
            compiler.getStandardFileManager(null, null, null)) {
          @Override
          public JavaFileObject getJavaFileForOutput(
              Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
            return output;
          }
        }) {
      List<String> options =
          List.of(
              "-proc:none",
              "--add-modules",
              "jdk.incubator.vector",
              "-cp",
              System.getProperty("java.class.path"));
      if (!compiler.getTask(null, files, null, options, null, List.of(input)).call()) {
        throw new IllegalStateException("the tile " + shape + " does not compile:\n" + source);
      }
      return new Loader(bytes.toByteArray()).tile();
    } catch (IOException | ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Loader extends ClassLoader {
    private final byte[] bytes;

    Loader(byte[] bytes) {
      super(Tile.class.getClassLoader());
      this.bytes = bytes;
    }

    Tile tile() throws ReflectiveOperationException {
      Class<?> type = defineClass(NAME, bytes, 0, bytes.length);
      return (Tile) type.getConstructor().newInstance();
    }
  }
}
