"""What it looks like: one file a picture, `points(...)` first, then `figure(points)`. Only here is plotly spoken."""
