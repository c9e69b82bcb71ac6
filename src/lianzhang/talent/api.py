"""What rooms above take from this one."""

from .rules import years_ahead
from .wants import PostsWanted, register_posts

__all__ = ["PostsWanted", "register_posts", "years_ahead"]
