<!DOCTYPE html>
<title>A site</title>
<p>Hello, <?= htmlspecialchars($_SERVER['REMOTE_ADDR']) ?>.
