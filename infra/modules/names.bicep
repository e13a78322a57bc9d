// The app finds its queues, tables and containers by the names in shared/store/names.py; these are
// the same, and a test compares them.

@export()
@description('Where HR systems put requests.')
var requestQueue = 'offboarding-requests'

@export()
@description('Where they find our answers; no function reads it, so it has no poison queue.')
var answerQueue = 'offboarding-results'

@export()
@description('Queues with a function; the host moves what it cannot process to <name>-poison.')
var workQueues = [
  requestQueue
  'offboarding-cases'
  'quota-batches'
  'audit-runs'
  'connection-checks'
]

@export()
@description('Where the host moves what a function could not process.')
var poisonQueues = [for queue in workQueues: '${queue}-poison']

@export()
@description('What the app remembers.')
var tables = [
  'cases'
  'steps'
  'runs'
  'limits'
  'failures'
]

@export()
@description('Evidence that is written once.')
var resultsContainer = 'results'

@export()
@description('Evidence that grows at its end.')
var transcriptsContainer = 'transcripts'

@export()
@description('What may change: indexes, shards, spilled JSON.')
var workContainer = 'work'
