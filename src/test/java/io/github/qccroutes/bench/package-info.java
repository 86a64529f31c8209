/** Benchmarks: programs run by hand, never tests. */
@NullMarked
package io.github.qccroutes.bench;

import org.jspecify.annotations.NullMarked;
