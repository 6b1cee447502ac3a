/// Where something that moves goes next: from some observed positions to those that follow.
package dev.unroll.models.trajectory;
