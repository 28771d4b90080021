/** Reading policy from HOCON: every error at once, each with its place and what was expected. */
@NullMarked
package dev.portcullis.rules.config;

import org.jspecify.annotations.NullMarked;
