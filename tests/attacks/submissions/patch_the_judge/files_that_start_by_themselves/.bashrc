echo GOT a shell; touch /tmp/gradkit-escaped-shell
