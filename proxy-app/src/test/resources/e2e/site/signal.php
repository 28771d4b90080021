<?php
// Says what it is asked to say of the visitor, by means of the file that the documentation gives.
require __DIR__ . '/portcullis-signal.php';
if (isset($_GET['say'])) {
    portcullis_signal($_GET['say'], $_GET['why'] ?? '');
}
header('Content-Type: text/plain');
echo 'of the visitor: ', $_SERVER['HTTP_PORTCULLIS_SIGNAL'] ?? 'nothing';
