/** The database: connections, schema and statements, the same on SQLite and PostgreSQL. */
@NullMarked
package io.github.qccroutes.store;

import org.jspecify.annotations.NullMarked;
