/**
 * The provider's stand-in: the documented calls, pushes and downloads of QCC Pro on a loopback
 * port, with scriptable faults and a ledger of everything that happened.
 */
@NullMarked
package io.github.qccroutes.sandbox;

import org.jspecify.annotations.NullMarked;
