"""Codebooks in the formats of others: XLSForm, SPSS, DDI, item tables, and their YAML."""
