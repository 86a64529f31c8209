package io.github.qccroutes.torture;

import java.io.IOException;
import java.util.Map;

/** What one flow has to do, and what must have come of it. */
interface Work {

  /** Gives the nodes more of it; one of them is ready. */
  void add() throws IOException;

  /** What queries answer once all of it is at its end. */
  Map<String, Long> end();

  /** Compares what is left with the provider's ledger. */
  void compare(Figures figures) throws IOException;
}
