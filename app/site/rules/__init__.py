"""How a workshop stands and how its programme is arranged on a page, as pure code."""
