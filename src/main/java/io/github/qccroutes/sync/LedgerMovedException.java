package io.github.qccroutes.sync;

/** Pairs were settled between the plan of a list and its jobs, so that the plan is made anew. */
public final class LedgerMovedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  LedgerMovedException() {
    super("pairs of the plan were settled by another job meanwhile");
  }
}
