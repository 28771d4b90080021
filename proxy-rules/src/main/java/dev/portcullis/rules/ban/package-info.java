/** Bans: verdicts that last, with their evidence, expiry and escalation. */
@NullMarked
package dev.portcullis.rules.ban;

import org.jspecify.annotations.NullMarked;
