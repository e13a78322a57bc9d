"""
Entra's directory roles as Exchange Online and the doctor see them, by template id.

Source: "App-only authentication in Exchange Online PowerShell"; Microsoft Entra built-in roles.
"""

_GLOBAL_ADMINISTRATOR = "62e90394-69f5-4237-9190-012177145e10"
_EXCHANGE_ADMINISTRATOR = "29232cdf-9323-42fd-ade2-1d097af3e4de"
_RECIPIENT_ADMINISTRATOR = "31392ffb-586c-42d1-9346-e59415a2cc4e"

# Those that bring rights in Exchange; any other is no role there.
KNOWN_TO_EXCHANGE = frozenset(
    {
        _GLOBAL_ADMINISTRATOR,
        _EXCHANGE_ADMINISTRATOR,
        _RECIPIENT_ADMINISTRATOR,
        "17315797-102d-40b4-93e0-432062caca18",  # Compliance Administrator
        "f2ef992c-3afb-46b9-b7cf-a126ee74c451",  # Global Reader
        "729827e3-9c14-49f7-bb1b-9608f156bbb8",  # Helpdesk Administrator
        "194ae4cb-b126-40b2-bd5b-6091b380977d",  # Security Administrator
        "5d6b6bb7-de71-4623-b4af-96380a352509",  # Security Reader
    }
)
TOO_WIDE = {
    _GLOBAL_ADMINISTRATOR: "Global Administrator",
    "e8611ab8-c189-46e8-94e1-60213ab1f814": "Privileged Role Administrator",
    "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3": "Application Administrator",
    "158c047a-c907-4556-b7ef-446551a6b5f7": "Cloud Application Administrator",
}
# What an identity that only reads needs least of all.
TOO_WIDE_TO_READ = {
    _EXCHANGE_ADMINISTRATOR: "Exchange Administrator",
    _RECIPIENT_ADMINISTRATOR: "Exchange Recipient Administrator",
    "7be44c8a-adaf-4e2a-84d6-ab2649e08a13": "Privileged Authentication Administrator",
    "fe930be7-5e62-47db-91af-98c3a49a38b1": "User Administrator",
}
