"""
Every trouble that can be seen from here, and how a tenant or a network comes to have it.

The name of a function says what happens; what it brings beside its finding is in `also`.
"""

from tests.doctor.troubles import credentials, network, rights, tenants
from tests.doctor.troubles.trouble import TROUBLES

__all__ = ["TROUBLES", "credentials", "network", "rights", "tenants"]
