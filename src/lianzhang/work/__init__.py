"""How work moves: one door for every act on a row, its steps, clocks, links, history and what follows from it.

Rooms above import from `lianzhang.work.api`, their models from `lianzhang.work.models`."""
