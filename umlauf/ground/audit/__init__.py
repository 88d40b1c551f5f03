"""What was done, by whom, when: written in the transaction of the action itself, and provable afterwards."""
