"""From a plan folder to the database: compare, refuse what would leave records hanging, write what differs."""

from .comparing import Change
from .writing import LoadRefused, LoadReport, diff_folder, load_folder, load_read

__all__ = ["Change", "LoadRefused", "LoadReport", "diff_folder", "load_folder", "load_read"]
