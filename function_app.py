"""The front door: the Functions host finds the blueprints here."""

import azure.functions as func

from functions import audit, connections, offboarding, poison, quota

app = func.FunctionApp()
for door in (offboarding, quota, audit, connections, poison):
    app.register_functions(door.bp)
