<?php
// What came, so that the sender can compare it with what it sent.
$size = 0;
$hash = hash_init('sha1');
$body = fopen('php://input', 'rb');
while (($block = fread($body, 1 << 16)) !== '' && $block !== false) {
    $size += strlen($block);
    hash_update($hash, $block);
}
header('Content-Type: application/json');
echo json_encode(['size' => $size, 'sha1' => hash_final($hash)]);
