/** The demonstration: a sample site, a bot and a visitor, on loopback. */
@NullMarked
package dev.portcullis.app.demo;

import org.jspecify.annotations.NullMarked;
