package dev.portcullis.rules.admission;

import dev.portcullis.rules.api.IpPrefix;
import dev.portcullis.rules.api.PlainFacts;

/** A request for a page. */
record Asked(IpPrefix client, String path) implements PlainFacts {}
