/** The engine: compiles rules and decides by them, joining clients, counts and bans. */
@NullMarked
package dev.portcullis.rules.engine;

import org.jspecify.annotations.NullMarked;
