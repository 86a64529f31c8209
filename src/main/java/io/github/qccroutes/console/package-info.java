/**
 * The console's API: what it may be asked, who may ask, and what was done with it. Its document is
 * {@code console/openapi.json}; the routes below {@code routes/console} answer it.
 */
@NullMarked
package io.github.qccroutes.console;

import org.jspecify.annotations.NullMarked;
