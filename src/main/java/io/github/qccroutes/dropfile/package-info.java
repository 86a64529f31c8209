/**
 * Reading the files that people drop and writing the files they get back, free of database and
 * routes: a {@link io.github.qccroutes.dropfile.DropFileReader} turns a file into checked rows, a
 * {@link io.github.qccroutes.dropfile.ResultFile} turns rows into a file.
 */
@NullMarked
package io.github.qccroutes.dropfile;

import org.jspecify.annotations.NullMarked;
