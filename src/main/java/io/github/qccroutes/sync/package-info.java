/** The whole list of who watches what, kept in step with the provider. */
@NullMarked
package io.github.qccroutes.sync;

import org.jspecify.annotations.NullMarked;
