"""What rooms above take from this one."""

from .wants import PostsWanted, register_posts

__all__ = ["PostsWanted", "register_posts"]
