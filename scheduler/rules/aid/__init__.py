"""Terms of help from elsewhere: dated data with sources."""
