"""How single respondents answered: indices of careless answering and of misfit."""
