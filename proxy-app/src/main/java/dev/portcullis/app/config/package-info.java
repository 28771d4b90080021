/** The configuration file as a whole: what it may say, and reading it. */
@NullMarked
package dev.portcullis.app.config;

import org.jspecify.annotations.NullMarked;
