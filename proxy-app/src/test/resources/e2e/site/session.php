<?php
// Counts a visitor's requests in a session, which PHP keeps in a file of this server.
session_start();
$_SESSION['count'] = ($_SESSION['count'] ?? 0) + 1;
header('Content-Type: text/plain');
echo $_SESSION['count'];
