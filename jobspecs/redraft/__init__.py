"""What another draft would change in a spec that people have edited since the last one. Pure: knows no ORM."""
