/** The application put together: settings, database, beans and routes on one Camel context. */
@NullMarked
package io.github.qccroutes.app;

import org.jspecify.annotations.NullMarked;
