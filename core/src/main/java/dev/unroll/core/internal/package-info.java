/// What the kernels need of the core and nobody else: not exported to users.
package dev.unroll.core.internal;
