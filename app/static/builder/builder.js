// The builder's script.
