<?php
// Stands before each of DokuWiki's scripts: its configuration and pages are beside this file, not the system's own.
define('DOKU_CONF', __DIR__ . '/conf/');
define('DOKU_FARM', false);
