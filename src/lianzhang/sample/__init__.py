"""示例市: a plainly fictitious city to try the house on, made from a seed and taken away again without a trace."""
