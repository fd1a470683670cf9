"""What each command of ``gradkit`` does, once its arguments are known."""
