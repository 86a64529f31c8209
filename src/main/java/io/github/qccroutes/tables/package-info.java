/**
 * Tables as people keep them: a {@link io.github.qccroutes.tables.DropFileReader} turns a .csv,
 * .txt or .xlsx file into checked rows, a {@link io.github.qccroutes.tables.ResultFile} turns rows
 * into a file. Knows nothing of what the rows are for.
 */
@NullMarked
package io.github.qccroutes.tables;

import org.jspecify.annotations.NullMarked;
