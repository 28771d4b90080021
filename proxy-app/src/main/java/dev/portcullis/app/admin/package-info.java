/** The administrator's listener: metrics, health, status and bans over HTTP, on a loopback address only. */
@NullMarked
package dev.portcullis.app.admin;

import org.jspecify.annotations.NullMarked;
