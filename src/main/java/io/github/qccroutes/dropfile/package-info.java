/**
 * The files that people drop and the files they get back: a {@link
 * io.github.qccroutes.dropfile.DropFileReader} turns a file into checked rows, a {@link
 * io.github.qccroutes.dropfile.ResultFile} turns rows into a file. {@link
 * io.github.qccroutes.dropfile.FileIntake} and {@link io.github.qccroutes.dropfile.JobHolds} are
 * the steps of routes that make jobs of files, and know the tables of their flow by the names of
 * its statements only.
 */
@NullMarked
package io.github.qccroutes.dropfile;

import org.jspecify.annotations.NullMarked;
