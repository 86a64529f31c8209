/**
 * Several nodes on one PostgreSQL, and what happens to them when it or one of them stands still.
 */
package io.github.qccroutes.cluster;
