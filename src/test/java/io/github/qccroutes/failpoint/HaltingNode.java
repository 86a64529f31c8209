package io.github.qccroutes.failpoint;

import io.github.qccroutes.cli.Installation;
import io.github.qccroutes.cli.Program;
import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.Simulator;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Starts nodes that end themselves at a failpoint. Thread-safe. */
public final class HaltingNode {
  private static final String PROGRAM = "io.github.qccroutes.failpoint.HaltingProgram";

  private HaltingNode() {}

  /**
   * Starts a node.
   *
   * @param failpoint where it ends, as in the package's description; empty for nowhere
   * @param fault {@code <step>=<exception class>} for what goes wrong there; empty for nothing
   */
  public static Program start(Installation installation, String failpoint, String fault) {
    List<String> options = new ArrayList<>();
    options.add("-D" + Failpoints.HALT + "=" + numbered(failpoint));
    options.add("-D" + Failpoints.FAULT + "=" + fault);
    options.addAll(Classes.READY.options);
    return start(installation, options, Classes.READY.jar, Classes.READY.classPath);
  }

  /** Starts a node that never ends itself and writes the moments it passes into a file. */
  public static Program record(Installation installation, Path moments) {
    List<String> options = new ArrayList<>();
    options.add("-D" + Failpoints.RECORD + "=" + moments);
    options.addAll(Classes.READY.options);
    return start(installation, options, Classes.READY.jar, Classes.READY.classPath);
  }

  /** Starts a node and waits for its end; whether it reached the failpoint. */
  public static boolean halts(Installation installation, String failpoint, String fault) {
    try (Program node = start(installation, failpoint, fault)) {
      return node.endsWithin(Program.PATIENCE) && node.exitCode() == Failpoints.KILLED;
    }
  }

  private static Program start(
      Installation installation, List<String> options, Path jar, String classPath) {
    return Program.start(
        installation.home(),
        installation.environment(),
        options,
        classPath,
        PROGRAM,
        jar.toString(),
        "run");
  }

  private static String numbered(String failpoint) {
    return failpoint.isEmpty() || failpoint.contains("#") ? failpoint : failpoint + "#1";
  }

  /**
   * The program as jars, with an archive of its loaded classes beside them: most of a start is
   * loading classes, and the archive saves a third of it.
   */
  private static final class Classes {
    static final Classes READY = prepare();

    final Path jar;
    final String classPath;
    final List<String> options;

    private Classes(Path jar, String classPath, List<String> options) {
      this.jar = jar;
      this.classPath = classPath;
      this.options = options;
    }

    private static Classes prepare() {
      try {
        Path folder = Files.createTempDirectory("qcc-failpoints-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        List<String> entries = new ArrayList<>();
        Path main = folder.resolve("main.jar");
        for (String entry : Program.classPath().split(File.pathSeparator)) {
          Path path = Path.of(entry);
          if (Files.isDirectory(path)) {
            // The JVM archives classes of jars only.
            jar(path, path, main, "");
            entries.add(main.toString());
          } else if (Files.exists(path)) {
            entries.add(entry);
          }
        }
        Path tests =
            Path.of(
                HaltingNode.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        Path halting = folder.resolve("halting.jar");
        jar(
            tests,
            tests.resolve(HaltingNode.class.getPackageName().replace('.', '/')),
            halting,
            FailpointPlugin.class.getName());
        entries.add(halting.toString());
        String classPath = String.join(File.pathSeparator, entries);
        Path archive = folder.resolve("classes.jsa");
        train(folder, main, classPath, archive);
        return new Classes(
            main,
            classPath,
            List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:disable"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A start, and a file and a push taken to their end, whose classes go into the archive. */
    private static void train(Path folder, Path jar, String classPath, Path archive)
        throws IOException {
      List<String> options =
          List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
      Path inbox = Files.createDirectories(folder.resolve("data/inbox/assign/13800000001"));
      Files.writeString(inbox.resolve("1.txt"), "小米科技有限责任公司\n");
      try (Simulator provider = Simulator.start()) {
        provider.push().publish(Publication.generated(0, 1));
        Installation installation = Installation.of(provider, folder);
        try (Program node = HaltingNode.start(installation, options, jar, classPath)) {
          node.awaitLine("imported 1 record(s)");
          node.awaitLine("1 succeeded");
          node.terminate();
          node.exitCode();
        }
      }
    }

    private static void jar(Path root, Path folder, Path jar, String plugin) throws IOException {
      try (OutputStream file = Files.newOutputStream(jar);
          JarOutputStream entries = new JarOutputStream(file);
          Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.filter(path -> !path.equals(root)).sorted().toList()) {
          String name = root.relativize(each).toString().replace('\\', '/');
          if (Files.isDirectory(each)) {
            // Flyway looks for its scripts by folder.
            entries.putNextEntry(new JarEntry(name + "/"));
          } else {
            entries.putNextEntry(new JarEntry(name));
            Files.copy(each, entries);
          }
          entries.closeEntry();
        }
        if (!plugin.isEmpty()) {
          entries.putNextEntry(
              new JarEntry("META-INF/services/org.apache.camel.spi.ContextServicePlugin"));
          entries.write(plugin.getBytes(java.nio.charset.StandardCharsets.UTF_8));
          entries.closeEntry();
        }
      }
    }

    private static void delete(Path folder) {
      try (Stream<Path> all = Files.walk(folder)) {
        Path[] paths = all.toArray(Path[]::new);
        Arrays.sort(paths, java.util.Comparator.reverseOrder());
        for (Path each : paths) {
          Files.deleteIfExists(each);
        }
      } catch (IOException e) {
        // a folder below the system's temporary one
      }
    }
  }
}
