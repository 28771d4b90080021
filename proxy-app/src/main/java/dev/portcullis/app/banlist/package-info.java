/** Lists of bans as files: those of this program, of fail2ban and of CrowdSec are read, plain ones and JSON are written. */
@NullMarked
package dev.portcullis.app.banlist;

import org.jspecify.annotations.NullMarked;
