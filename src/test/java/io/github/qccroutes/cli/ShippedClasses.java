package io.github.qccroutes.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.Simulator;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The program as jars, with an archive of its loaded classes beside them: most of a start is
 * loading classes, and the archive saves a third of it. For tests that start it again and again.
 */
public final class ShippedClasses {
  private static final String PROGRAM = "io.github.qccroutes.cli.QccRoutes";

  private static final Duration TRAINING = Program.PATIENCE.multipliedBy(3);

  private final Path folder;
  private final Path main;
  private final String classPath;
  private final List<String> options;

  private ShippedClasses(Path folder, Path main, String classPath, List<String> options) {
    this.folder = folder;
    this.main = main;
    this.classPath = classPath;
    this.options = options;
  }

  /** Those of this JVM, made on first use. */
  public static ShippedClasses get() {
    return Holder.READY;
  }

  /** The jar of the program itself. */
  public Path main() {
    return main;
  }

  /** More may follow it, but nothing may stand before or within it. */
  public String classPath() {
    return classPath;
  }

  /** What the JVM has to be told. */
  public List<String> options() {
    return options;
  }

  /** Starts a node. */
  public Program run(Installation installation) {
    return run(installation, classPath, options);
  }

  private static Program run(Installation installation, String classPath, List<String> options) {
    return Program.start(
        installation.home(), installation.environment(), options, classPath, PROGRAM, "run");
  }

  /**
   * A jar of the files in a folder, beside the others.
   *
   * @param root what the names of its entries begin below
   * @param more further entries, by name
   */
  public Path jar(String name, Path root, Path files, Map<String, String> more) throws IOException {
    return jar(folder.resolve(name), root, files, more);
  }

  private static Path jar(Path jar, Path root, Path files, Map<String, String> more)
      throws IOException {
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream entries = new JarOutputStream(file);
        Stream<Path> all = Files.walk(files)) {
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
      for (Map.Entry<String, String> each : more.entrySet()) {
        entries.putNextEntry(new JarEntry(each.getKey()));
        entries.write(each.getValue().getBytes(UTF_8));
        entries.closeEntry();
      }
    }
    return jar;
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      Path[] paths = all.toArray(Path[]::new);
      Arrays.sort(paths, Comparator.reverseOrder());
      for (Path each : paths) {
        Files.deleteIfExists(each);
      }
    } catch (IOException e) {
      // a folder below the system's temporary one
    }
  }

  private static final class Holder {
    static final ShippedClasses READY = prepare();

    private static ShippedClasses prepare() {
      try {
        Path folder = Files.createTempDirectory("qcc-classes-");
        Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
        Path main = folder.resolve("main.jar");
        List<String> entries = new ArrayList<>();
        for (String entry : Program.classPath().split(File.pathSeparator)) {
          Path path = Path.of(entry);
          if (Files.isDirectory(path)) {
            // The JVM archives classes of jars only.
            entries.add(jar(main, path, path, Map.of()).toString());
          } else if (Files.exists(path)) {
            entries.add(entry);
          }
        }
        String classPath = String.join(File.pathSeparator, entries);
        Path archive = folder.resolve("classes.jsa");
        train(folder, classPath, archive);
        return new ShippedClasses(
            folder,
            main,
            classPath,
            List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:disable"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /** A start, and a file and a push taken to their end, whose classes go into the archive. */
    private static void train(Path folder, String classPath, Path archive) throws IOException {
      List<String> options =
          List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
      Path inbox = Files.createDirectories(folder.resolve("data/inbox/assign/13800000001"));
      Files.writeString(inbox.resolve("1.txt"), "小米科技有限责任公司\n");
      try (Simulator provider = Simulator.start()) {
        provider.push().publish(Publication.generated(0, 1));
        try (Program node = run(Installation.of(provider, folder), classPath, options)) {
          // On a busy machine the only start without an archive takes long.
          node.awaitLine("imported 1 record(s)", TRAINING);
          node.awaitLine("1 succeeded", TRAINING);
          node.terminate();
          node.exitCode();
        }
      }
    }
  }
}
