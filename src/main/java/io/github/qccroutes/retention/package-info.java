/** What is cleared once it is older than {@code qcc.keep-days}. */
@NullMarked
package io.github.qccroutes.retention;

import org.jspecify.annotations.NullMarked;
