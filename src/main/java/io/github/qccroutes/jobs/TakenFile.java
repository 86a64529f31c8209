package io.github.qccroutes.jobs;

import java.io.IOException;
import java.nio.file.Path;
import org.apache.camel.Exchange;

/**
 * The file that an exchange is about, as it was when it was looked at. It stands in the exchange as
 * {@code taken}.
 *
 * @param folder below {@code inbox}, such as {@code assign/<login>}
 */
record TakenFile(Path path, String folder, FileStamp stamp) {

  /** Looks at a file for the exchange. */
  static TakenFile look(Exchange exchange, Path path, JobFiles files) throws IOException {
    TakenFile taken = new TakenFile(path, files.folderOf(path), FileStamp.of(path));
    exchange.setVariable("taken", taken);
    return taken;
  }

  /** The file that the exchange has looked at. */
  static TakenFile of(Exchange exchange) {
    return exchange.getVariable("taken", TakenFile.class);
  }

  String name() {
    return String.valueOf(path.getFileName());
  }

  String inbox() {
    return JobFiles.inboxOf(folder);
  }

  /** Whether there is anything but that very file in its place, nothing included. */
  boolean hasChanged() {
    try {
      return !FileStamp.of(path).equals(stamp);
    } catch (IOException e) {
      return true;
    }
  }
}
