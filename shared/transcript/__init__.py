"""What was run, by whom, with which outcome; a hash chain that can be verified."""
