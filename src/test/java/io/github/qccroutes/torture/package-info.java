/** All flows at once, on nodes that are killed. */
package io.github.qccroutes.torture;
