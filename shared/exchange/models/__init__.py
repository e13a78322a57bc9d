"""What Exchange Online keeps, typed: `of` makes each from a row, or says what it lacks."""
