/** What a flow is to a node: see {@link io.github.qccroutes.flow.Flow}. */
@NullMarked
package io.github.qccroutes.flow;

import org.jspecify.annotations.NullMarked;
