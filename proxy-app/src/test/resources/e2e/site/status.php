<?php
$code = (int) ($_GET['code'] ?? 200);
http_response_code($code);
if ($code === 301 || $code === 302) {
    header('Location: /index.php');
}
if ($code !== 204 && $code !== 304) {
    echo "status $code\n";
}
