"""Set-up, training and start of the whole on one machine."""
