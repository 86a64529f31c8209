package io.github.qccroutes.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.qccroutes.sandbox.Publication;
import io.github.qccroutes.sandbox.Simulator;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * The program as jars, with an archive of its loaded classes beside them: most of a start is
 * loading classes, and the archive saves a third of it. All tests of a build share them, below
 * {@code target}, in whichever JVMs they run.
 */
public final class ShippedClasses {
  private static final Duration TRAINING = Program.PATIENCE.multipliedBy(3);

  private final Path main;
  private final String classPath;
  private final List<String> options;

  private ShippedClasses(Path main, String classPath, List<String> options) {
    this.main = main;
    this.classPath = classPath;
    this.options = options;
  }

  /** Those of this build, made on first use. */
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

  /**
   * Writes a jar of the files in a folder.
   *
   * @param root what the names of its entries begin below
   * @param more further entries, by name
   */
  public static Path jar(Path jar, Path root, Path files, Map<String, String> more)
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

  private static final class Holder {
    static final ShippedClasses READY = prepare();

    private static ShippedClasses prepare() {
      try {
        Path all = Files.createDirectories(Path.of("target", "shipped")).toAbsolutePath();
        try (FileChannel lock = FileChannel.open(all.resolve("lock"), CREATE, WRITE);
            FileLock alone = lock.lock()) {
          assertThat(alone.isValid()).isTrue();
          forgetOld(all);
          return prepare(Files.createDirectories(all.resolve(edition())));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private static void forgetOld(Path all) throws IOException {
      Instant yesterday = Instant.now().minus(Duration.ofDays(1));
      try (Stream<Path> editions = Files.list(all)) {
        for (Path each : editions.filter(Files::isDirectory).toList()) {
          if (Files.getLastModifiedTime(each).toInstant().isBefore(yesterday)) {
            FileSystemUtils.deleteRecursively(each);
          }
        }
      }
    }

    /** Another one for each JDK and after each change of a class. */
    private static String edition() throws IOException {
      StringBuilder stamps = new StringBuilder(System.getProperty("java.vm.version"));
      for (String entry : Program.classes().split(File.pathSeparator)) {
        if (Files.exists(Path.of(entry))) {
          try (Stream<Path> files = Files.walk(Path.of(entry))) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
              stamps.append(file).append(Files.getLastModifiedTime(file)).append(Files.size(file));
            }
          }
        }
      }
      return UUID.nameUUIDFromBytes(stamps.toString().getBytes(UTF_8)).toString();
    }

    private static ShippedClasses prepare(Path folder) throws IOException {
      Path main = folder.resolve("main.jar");
      Path archive = folder.resolve("classes.jsa");
      boolean ready = Files.exists(archive);
      List<String> entries = new ArrayList<>();
      for (String entry : Program.classes().split(File.pathSeparator)) {
        Path path = Path.of(entry);
        if (Files.isDirectory(path)) {
          // The JVM archives classes of jars only.
          entries.add((ready ? main : jar(main, path, path, Map.of())).toString());
        } else if (Files.exists(path)) {
          entries.add(entry);
        }
      }
      String classPath = String.join(File.pathSeparator, entries);
      if (!ready) {
        Path training = Files.createTempDirectory(folder, "training-");
        Path made = training.resolve("classes.jsa");
        train(training, classPath, made);
        Files.move(made, archive);
        FileSystemUtils.deleteRecursively(training);
      }
      return new ShippedClasses(
          main,
          classPath,
          List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto", "-Xlog:disable"));
    }

    /** A start, and a file and a push taken to their end, whose classes go into the archive. */
    private static void train(Path folder, String classPath, Path archive) throws IOException {
      List<String> options =
          List.of("-XX:ArchiveClassesAtExit=" + archive, "-Xlog:cds=off", "-Xlog:cds+dynamic=off");
      Path inbox = Files.createDirectories(folder.resolve("data/inbox/assign/13800000001"));
      Files.writeString(inbox.resolve("1.txt"), "小米科技有限责任公司\n");
      try (Simulator provider = Simulator.start()) {
        provider.push().publish(Publication.generated(0, 1));
        Installation installation = Installation.of(provider, folder);
        try (Program node =
            Program.startMain(
                installation.home(),
                installation.environment(),
                options,
                classPath,
                Program.MAIN,
                "run")) {
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
