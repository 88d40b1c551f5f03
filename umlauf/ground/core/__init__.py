"""The ground every room stands on: the tenant, who acts, what time it is, what runs later, what is too much."""
