package io.github.qccroutes.partnerships;

/** How the pairs of a number of names are reduced to smaller coverings. */
sealed interface CoveringRule {

  /** All the names in one call. */
  record Single() implements CoveringRule {}

  /** Two parts: each is covered by itself, then the pairs between them. */
  record Split(int larger, int smaller) implements CoveringRule {}

  /**
   * Groups whose members meet along the lines of the affine plane of {@code order}; each group is
   * then covered by itself together with the {@code common} names. Of the {@code places}, which
   * include the common names, some may stay empty.
   */
  record Transversal(int order, int common, int places) implements CoveringRule {}
}
