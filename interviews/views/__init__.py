"""Pages of the interview side: `invitations` for members, `candidate` and `by_link` for candidates."""
