"""Names of people who do not exist, and of the places they work in."""

GIVEN = (
    "Adira", "Alvin", "Amara", "Anouk", "Aris", "Basil", "Bela", "Bodil", "Calla", "Casper",
    "Cyra", "Dagny", "Dario", "Delia", "Edda", "Elio", "Elin", "Emrys", "Esme", "Fabio",
    "Farah", "Fenna", "Gideon", "Greta", "Hana", "Hedda", "Hugo", "Idris", "Ilse", "Imre",
    "Inga", "Isolde", "Jarek", "Jonna", "Juno", "Kaia", "Kenji", "Kira", "Lauri", "Leona",
    "Linus", "Liva", "Malin", "Marek", "Mira", "Nadia", "Nils", "Noor", "Odile", "Oskar",
    "Petra", "Quinn", "Rafa", "Runa", "Saskia", "Selma", "Tamsin", "Thea", "Tomas", "Ulla",
    "Vera", "Viggo", "Yara", "Zeno",
)  # fmt: skip
FAMILY = (
    "Abend", "Ahlgren", "Almeida", "Arden", "Askari", "Bachmann", "Barlow", "Bekker", "Bergamo",
    "Birk", "Bloom", "Brandt", "Brook", "Calder", "Carmo", "Castell", "Cobalt", "Corvin",
    "Dahl", "Dalgaard", "Delmar", "Dorn", "Draper", "Eklund", "Ellery", "Engel", "Ervin",
    "Fabre", "Falk", "Farrow", "Feld", "Fiore", "Forsberg", "Garland", "Geller", "Granit",
    "Grove", "Hagen", "Halloran", "Hartwig", "Hazel", "Heller", "Holm", "Horvat", "Ingram",
    "Ivarsen", "Jansky", "Joyce", "Kallas", "Keller", "Kestrel", "Klint", "Kovar", "Kranz",
    "Lambert", "Larkin", "Lenz", "Linden", "Lorne", "Lund", "Maddox", "Marlow", "Mercer",
    "Moen", "Moravec", "Nagel", "Norden", "Novak", "Oakes", "Olander", "Orrin", "Osei",
    "Palmer", "Pascal", "Petrov", "Quist", "Rask", "Reyes", "Rowan", "Sandor", "Sato", "Sauer",
    "Selig", "Sorel", "Stark", "Sterling", "Storm", "Tallis", "Thorne", "Toth", "Ulrich",
    "Valen", "Vance", "Verdi", "Wolff", "Zimmer",
)  # fmt: skip
DEPARTMENTS = (
    "Engineering", "Sales", "Finance", "Operations", "Marketing",
    "Legal", "People", "Support", "Research",
)  # fmt: skip
TITLES = ("Associate", "Specialist", "Analyst", "Engineer", "Lead", "Coordinator", "Consultant")
COUNTRIES = (
    ("DE", "Germany"), ("US", "United States"), ("GB", "United Kingdom"),
    ("FR", "France"), ("NL", "Netherlands"), ("JP", "Japan"),
)  # fmt: skip
TEAMS = ("Billing", "Reception", "Orders", "Press", "Careers", "Facilities", "Returns", "Events")
ROOMS = ("Aurora", "Basalt", "Cedar", "Delta", "Ember", "Fjord", "Garnet", "Harbor")
EQUIPMENT = ("Projector", "Camera Kit", "Van", "Laptop Cart")
