"""What a laptop has instead of the cloud; never deployed."""
