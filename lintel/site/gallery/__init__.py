"""Every shared part in every state on one page, for eyes, axe and pictures. Only while developing."""
