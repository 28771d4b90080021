package dev.portcullis.rules.ban;

import java.time.Instant;

/**
 * A ban as it is kept: for as long as it lasts, and afterwards, for it makes the next one longer.
 *
 * @param ban a ban, perhaps one that has ended
 * @param remembered until when it counts for the length of the subject's next one; not before its end
 */
public record KeptBan(Ban ban, Instant remembered) {}
