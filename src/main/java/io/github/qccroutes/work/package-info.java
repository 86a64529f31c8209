/** Rows as work: the {@code work:} component hands each due row of a table to a route, leased. */
@NullMarked
package io.github.qccroutes.work;

import org.jspecify.annotations.NullMarked;
