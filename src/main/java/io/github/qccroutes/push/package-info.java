/** Customer risk pushes: from the provider's callback to rows of {@code customer_risk}. */
@NullMarked
package io.github.qccroutes.push;

import org.jspecify.annotations.NullMarked;
