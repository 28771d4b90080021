/**
 * What the data path may know of policy: the question it asks ({@link dev.portcullis.rules.api.Policy}), what it says
 * of a request ({@link dev.portcullis.rules.api.Facts}, {@link dev.portcullis.rules.api.Outcome}) and the answer it gets
 * ({@link dev.portcullis.rules.api.Verdict}).
 *
 * <p>Vocabulary. A <b>client</b> is who a request is charged to: an IPv4 address or an IPv6 prefix (/64 unless
 * configured), after trusted-proxy resolution. <b>Facts</b> are what is known of a request when it arrives, its
 * <b>outcome</b> what is known when it ended. A <b>verdict</b> is what the rules say of one request; what is sent to the
 * client for it, the reply, is the data path's business.
 */
@NullMarked
package dev.portcullis.rules.api;

import org.jspecify.annotations.NullMarked;
