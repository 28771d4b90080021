@NullMarked
package dev.portcullis.app.banlist;

import org.jspecify.annotations.NullMarked;
