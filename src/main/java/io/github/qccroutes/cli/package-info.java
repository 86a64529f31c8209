/** The commands of {@code qcc-routes}. */
@NullMarked
package io.github.qccroutes.cli;

import org.jspecify.annotations.NullMarked;
