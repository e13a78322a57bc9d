"""Groups whose members follow from a rule: the rule, and when it is looked at again."""
