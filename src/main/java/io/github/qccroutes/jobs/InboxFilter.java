package io.github.qccroutes.jobs;

import io.github.qccroutes.tables.Message;
import io.github.qccroutes.tables.TemporaryName;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileFilter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a flow takes of what lies below {@code inbox}: whole files, in folders that are no links.
 * What would lie there for ever unseen is told of once. Thread-safe.
 */
public final class InboxFilter implements GenericFileFilter<File> {
  /** What stands in a name for bytes that can't be decoded. */
  private static final char UNDECODABLE = '\uFFFD';

  private static final int MOST_TOLD = 1000;

  private static final Message FOREIGN_NAME =
      new Message(
          "文件名不是 UTF-8 编码，无法处理；请改名后重新放入",
          "the name is not in UTF-8, so it can't be opened; rename it");
  private static final Message BACKSLASH =
      new Message(
          "名称中有反斜杠（\\），无法处理；请改名后重新放入",
          "the name has a backslash (\\), so it can't be taken; rename it");
  private static final Message LINKED =
      new Message(
          "这是链接的文件夹，其中的文件不予处理；请使用真正的文件夹",
          "the folder is a link, so the files in it are not taken; use a real folder");
  private static final Message CLOSED =
      new Message(
          "没有进入此文件夹的权限，其中的文件不予处理；请修改权限",
          "no permission to look into the folder, so the files in it are not taken; change its"
              + " permissions");
  private static final Message RESTLESS =
      new Message(
          "已经一个小时不断有写入，写完并静止后才会读取",
          "has been written to for an hour without a pause; it is taken when the writing has stopped");
  private static final Message ENOUGH =
      new Message(
          "类似的文件太多，不再逐个提示，请清理 inbox 文件夹",
          "there are too many such entries to log each of them; clear the inbox folder");
  private static final Message NO_INBOX =
      new Message(
          "不在任何收件文件夹内，不予处理；请放入 " + String.join("、", JobFiles.INBOXES),
          "not in any inbox folder, so it is not taken; move it to one of "
              + String.join(", ", JobFiles.INBOXES));

  private final Path inbox;
  private final Set<String> own;
  private final SteadyFiles steady;
  private final Logger log;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  /**
   * @param own the flow's folders below {@code inbox}
   */
  public InboxFilter(JobFlow flow, JobFiles files, Set<String> own, SteadyFiles steady) {
    this.inbox = files.inbox();
    this.own = own;
    this.steady = steady;
    this.log = LoggerFactory.getLogger(flow.name());
  }

  @Override
  public boolean accept(GenericFile<File> entry) {
    File file = entry.getFile();
    Path path;
    try {
      path = file.toPath().toAbsolutePath().normalize();
    } catch (InvalidPathException e) {
      return tell(file.toString(), FOREIGN_NAME);
    }
    String name = file.getName();
    // Java shows bytes that are no UTF-8 so, and then finds no file of that name.
    if (name.indexOf(UNDECODABLE) >= 0 && !Files.exists(path, LinkOption.NOFOLLOW_LINKS)) {
      return tell(path.toString(), FOREIGN_NAME);
    }
    if (TemporaryName.isOf(path)) {
      return false;
    }
    // Camel takes it for a separator of folders and finds no such file.
    if (name.indexOf('\\') >= 0) {
      return tell(path.toString(), BACKSLASH);
    }
    if (inbox.equals(path.getParent())) {
      boolean folder = entry.isDirectory() && JobFiles.INBOXES.contains(name);
      return folder ? own.contains(name) : tell(path.toString(), NO_INBOX);
    }
    if (entry.isDirectory()) {
      if (Files.isSymbolicLink(path)) {
        return tell(path.toString(), LINKED);
      }
      boolean open = Files.isReadable(path) && Files.isExecutable(path);
      return open || tell(path.toString(), CLOSED);
    }
    boolean whole = steady.isSteady(path);
    return whole || (steady.isRestless(path) && tell(path.toString(), RESTLESS));
  }

  /** Says why an entry is not taken; false, as is the answer to whether it is. */
  private boolean tell(String entry, Message why) {
    if (told.size() < MOST_TOLD && told.add(entry)) {
      log.warn("{}: {}", Message.shown(entry), why);
      if (told.size() == MOST_TOLD) {
        log.warn("{}", ENOUGH);
      }
    }
    return false;
  }
}
