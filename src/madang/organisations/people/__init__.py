"""People of an organisation, their roles, invitations, notices."""
