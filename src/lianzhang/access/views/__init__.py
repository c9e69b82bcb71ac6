"""Pages on posts and access: one's own posts, people, posts, explanations."""
