package io.github.qccroutes.app;

import io.github.qccroutes.config.Settings;
import io.github.qccroutes.observe.NodeName;
import io.github.qccroutes.store.DatabaseException;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a running node leaves in its home and in its data folder: a small file in {@code .nodes/}
 * that says which database it uses, without credentials. A command that was started without the
 * node's environment finds there that it would act on another database.
 *
 * <p>The file is locked as long as the node lives, so that what a killed node leaves says nothing.
 * A folder that can't be written, such as a read-only home, gets none.
 */
final class NodeMark implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("qcc-routes");
  private static final String FOLDER = ".nodes";
  private static final String SUFFIX = ".properties";
  private static final String SQLITE = "jdbc:sqlite:";

  private final List<Path> files = new ArrayList<>();
  private final List<FileChannel> locks = new ArrayList<>();

  private NodeMark() {}

  private record Node(String database, String process) {}

  /** Marks home and data folder of a node that is starting. */
  static NodeMark leave(Settings settings) {
    NodeMark mark = new NodeMark();
    for (Path folder : folders(settings)) {
      try {
        mark.leaveIn(folder, settings);
      } catch (IOException e) {
        LOG.debug("No mark of this node in {}: {}", folder, e.toString());
      }
    }
    return mark;
  }

  private void leaveIn(Path folder, Settings settings) throws IOException {
    Path marks = Files.createDirectories(folder.resolve(FOLDER));
    sweep(marks);
    String name =
        ProcessHandle.current().pid() + "-" + UUID.randomUUID().toString().substring(0, 8);
    Path unready = marks.resolve(name);
    FileChannel channel =
        FileChannel.open(unready, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    try {
      if (channel.tryLock() == null) {
        throw new IOException("can't be locked");
      }
      channel.write(ByteBuffer.wrap(text(folder, settings).getBytes(StandardCharsets.UTF_8)));
      // Who finds it under its name finds it whole and locked.
      Path file = marks.resolve(name + SUFFIX);
      Files.move(unready, file, StandardCopyOption.ATOMIC_MOVE);
      files.add(file);
      locks.add(channel);
    } catch (IOException e) {
      channel.close();
      Files.deleteIfExists(unready);
      throw e;
    }
  }

  private static String text(Path folder, Settings settings) throws IOException {
    Properties node = new Properties();
    node.setProperty("database", relative(database(settings), folder));
    node.setProperty("process", NodeName.text());
    StringWriter text = new StringWriter();
    node.store(text, null);
    return text.toString();
  }

  /** Removes what killed nodes left. */
  private static void sweep(Path marks) throws IOException {
    for (Path file : in(marks)) {
      if (!isLocked(file)) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * Refuses a command that would act on another database than the nodes that run from its home or
   * its data folder.
   */
  static void requireSameDatabase(Settings settings) throws DatabaseException {
    List<Node> running = running(settings);
    String own = database(settings);
    if (running.isEmpty() || running.stream().anyMatch(node -> node.database.equals(own))) {
      return;
    }
    Node node = running.get(0);
    throw new DatabaseException(
        ("qcc.db.url: 正在运行的节点（进程 %1$s）使用另一个数据库 %2$s，本命令会使用 %3$s；请在同样的环境变量下执行，"
                + "或把 qcc.db.url 写进 application.properties / the running node (process %1$s) uses another"
                + " database, %2$s; this command would use %3$s. Run it in the node's environment"
                + " (QCC_DB_URL, QCC_DATA_DIR, QCC_HOME), or set qcc.db.url in application.properties")
            .formatted(node.process, node.database, own));
  }

  /** Whether a node runs from this home or data folder. */
  static boolean isThere(Settings settings) {
    return !running(settings).isEmpty();
  }

  private static List<Node> running(Settings settings) {
    return folders(settings).stream().flatMap(folder -> running(folder).stream()).toList();
  }

  private static List<Node> running(Path folder) {
    List<Node> running = new ArrayList<>();
    try {
      for (Path file : in(folder.resolve(FOLDER))) {
        if (isLocked(file)) {
          Properties node = new Properties();
          try (Reader text = Files.newBufferedReader(file)) {
            node.load(text);
          }
          running.add(
              new Node(
                  absolute(node.getProperty("database", ""), folder),
                  node.getProperty("process", "")));
        }
      }
    } catch (IOException e) {
      LOG.debug("Nodes that run from {} are not known: {}", folder, e.toString());
    }
    return running;
  }

  private static List<Path> in(Path marks) throws IOException {
    if (!Files.isDirectory(marks)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(marks)) {
      return files.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    }
  }

  private static boolean isLocked(Path file) throws IOException {
    // A shared lock needs no right to write.
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return channel.tryLock(0, Long.MAX_VALUE, true) == null;
    } catch (OverlappingFileLockException e) {
      return true;
    }
  }

  private static Set<Path> folders(Settings settings) {
    return new LinkedHashSet<>(List.of(real(settings.home()), real(settings.path("qcc.data-dir"))));
  }

  /** The URL without parameters, which hold passwords, in one spelling. */
  private static String database(Settings settings) {
    String url = settings.text("qcc.db.url").replaceFirst("\\?.*", "");
    return url.startsWith(SQLITE)
        ? SQLITE + real(Path.of(url.substring(SQLITE.length())))
        : url.replaceFirst("//[^/@]*@", "//").replaceFirst("(//[^/:]+):5432(?=/|$)", "$1");
  }

  /** A file below the folder relative to it: in a container the folder has another name. */
  private static String relative(String database, Path folder) {
    if (!database.startsWith(SQLITE)) {
      return database;
    }
    Path file = Path.of(database.substring(SQLITE.length()));
    return file.startsWith(folder) ? SQLITE + folder.relativize(file) : database;
  }

  private static String absolute(String database, Path folder) {
    return database.startsWith(SQLITE)
        ? SQLITE + folder.resolve(database.substring(SQLITE.length()))
        : database;
  }

  private static Path real(Path path) {
    try {
      return path.toRealPath();
    } catch (IOException e) {
      Path folder = path.toAbsolutePath().normalize().getParent();
      return folder == null ? path : real(folder).resolve(path.getFileName());
    }
  }

  @Override
  public void close() {
    try {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      for (FileChannel lock : locks) {
        lock.close();
      }
    } catch (IOException e) {
      // without its lock the file says nothing, and the lock goes with the process at the latest
    }
  }
}
