"""The query language of Graph: filters, and what of them takes an advanced query."""
