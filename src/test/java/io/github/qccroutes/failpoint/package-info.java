/**
 * Nodes that are killed at a named moment, each in a process of its own, and started again.
 *
 * <p>A failpoint is the moment before a step of a route ({@code step:<id>}), before the commit of a
 * transaction that changed a table ({@code commit:<table>}), or before a file moves to its name
 * ({@code move}); with {@code #<n>} it is the n-th such moment of the process. Main code knows
 * nothing of it: {@link io.github.qccroutes.failpoint.HaltingProgram} is the shipped program with
 * listeners of Camel and SQLite, and with its calls of {@code Files.move} and those of PostgreSQL's
 * driver that end a transaction led past a counter.
 */
package io.github.qccroutes.failpoint;
