"""Mailbox quotas: policy, plan, enforcement."""
