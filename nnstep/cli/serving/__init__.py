"""The app in a browser: what the server answers, and what it refuses."""
