"""Excel in and out: an upload is held against a register, looked at, applied as one batch, and undone as one."""
