"""What commands on files share: reading and writing a file, tables in plain text, options."""
