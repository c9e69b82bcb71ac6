"""How the house is put together: settings, URLs, the web server's entry.

The environment is read in settings.py and nowhere else."""
