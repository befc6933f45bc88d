"""What the application's network is made of."""
