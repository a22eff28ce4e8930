"""Reading tables that strangers made: safely, in a child process, with plain answers."""
