"""A model fitted again to many resamples of its respondents."""
