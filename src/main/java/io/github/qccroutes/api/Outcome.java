package io.github.qccroutes.api;

/** What an answer of the provider makes us do. */
public enum Outcome {
  /** Success; the result is there. */
  OK,
  /** Success; there is nothing to report. */
  NONE,
  /** The provider is still working on it: ask again later. */
  WAIT,
  /** The provider could not answer: ask again later. */
  RETRY,
  /** This request is refused for good; others are not concerned. */
  ITEM,
  /** Every request is refused until a person or time mends it: stop calling. */
  STOP
}
