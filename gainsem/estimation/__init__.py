"""From model text and sample statistics to a Fit."""
