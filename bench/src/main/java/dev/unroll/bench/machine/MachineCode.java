package dev.unroll.bench.machine;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Turns what `-XX:CompileCommand=print,CLASS::METHOD` prints in a JVM without a disassembler, machine
/// code in hexadecimal, into assembly by GNU `objdump`, and counts spills: stores and reloads of vector
/// registers on the stack.
///
/// Reads standard input; writes the methods that C2 compiled.
public final class MachineCode {
  private static final Pattern CODE =
      Pattern.compile("^  0x([0-9a-f]+): ((?:[0-9a-f]{2,}[ |]*)+)$");
  private static final Pattern VECTOR_ON_STACK = Pattern.compile("mov.*[xyz]mmword ptr \\[rsp");

  private MachineCode() {}

  /// See above.
  public static void main(String[] args) throws IOException, InterruptedException {
    BufferedReader input =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String method = null;
    long address = -1;
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    for (String line = input.readLine(); line != null; line = input.readLine()) {
      Matcher bytes = CODE.matcher(line);
      if (line.startsWith("Compiled method")) {
        method = line.startsWith("Compiled method (c2)") ? line : null;
        address = -1;
        code.reset();
      } else if (method != null && bytes.matches()) {
        if (address < 0) {
          address = Long.parseLong(bytes.group(1), 16);
        }
        code.writeBytes(HexFormat.of().parseHex(bytes.group(2).replaceAll("[ |]", "")));
      } else if (method != null && line.startsWith("[/MachCode]")) {
        print(method, address, code.toByteArray());
        method = null;
      }
    }
  }

  private static void print(String method, long address, byte[] code)
      throws IOException, InterruptedException {
    List<String> assembly = disassemble(address, code);
    long fused = assembly.stream().filter(MachineCode::isFused).count();
    int first = 0;
    int last = assembly.size();
    for (int i = 0; i < assembly.size() && fused > 0; i++) {
      if (isFused(assembly.get(i))) {
        first = first == 0 ? i : first;
        last = i + 1;
      }
    }
    System.out.println(method);
    System.out.printf(
        "%d fused multiply-adds, %d spills or reloads of vectors, %d of them among the former%n",
        fused, spills(assembly), spills(assembly.subList(first, last)));
    assembly.forEach(System.out::println);
    System.out.println();
  }

  private static boolean isFused(String instruction) {
    return instruction.contains("fmadd");
  }

  private static long spills(List<String> assembly) {
    return assembly.stream()
        .map(line -> line.toLowerCase(Locale.ROOT))
        .filter(VECTOR_ON_STACK.asPredicate())
        .count();
  }

  private static List<String> disassemble(long address, byte[] code)
      throws IOException, InterruptedException {
    Path file = Files.createTempFile("code", ".bin");
    try {
      Files.write(file, code);
      boolean arm = System.getProperty("os.arch").equals("aarch64");
      Process process =
          new ProcessBuilder(
                  "objdump",
                  "-D",
                  "-b",
                  "binary",
                  "-m",
                  arm ? "aarch64" : "i386:x86-64",
                  "-M",
                  arm ? "no-aliases" : "intel",
                  "--no-show-raw-insn",
                  "--adjust-vma=0x" + Long.toHexString(address),
                  file.toString())
              .redirectErrorStream(true)
              .start();
      try (BufferedReader output =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
        List<String> lines = output.lines().filter(line -> line.startsWith("    ")).toList();
        process.waitFor();
        return lines;
      }
    } finally {
      Files.delete(file);
    }
  }
}
