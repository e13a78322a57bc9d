"""What each identity needs, and the least that gives it: the grants and the doctor stand on it."""
