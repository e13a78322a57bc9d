metadata description = 'The account of the app: queues, cases, and evidence that cannot be rewritten.'

import { StorageEndpoints, Tags } from 'types.bicep'
import { hardened } from 'storage-account.bicep'
import {
  answerQueue
  poisonQueues
  resultsContainer
  tables
  transcriptsContainer
  workContainer
  workQueues
} from 'names.bicep'

@description('Region.')
param location string

@description('Tags.')
param tags Tags

@description('Name of the account.')
param accountName string

@description('Redundancy.')
param sku string

@description('For how many days evidence can be neither changed nor deleted.')
param evidenceDays int

@description('True once the policies were locked; a locked policy refuses to be written again.')
param evidenceLocked bool

@description('Resource id of the workspace that receives logs.')
param workspaceId string

var suffix = environment().suffixes.storage
var undelete = { enabled: true, days: 14 }

resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: accountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: sku }
  properties: hardened
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
  properties: {
    deleteRetentionPolicy: undelete
    containerDeleteRetentionPolicy: undelete
  }
}

resource results 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: resultsContainer
  properties: { publicAccess: 'None' }
}

resource transcripts 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: transcriptsContainer
  properties: { publicAccess: 'None' }
}

resource work 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: workContainer
  properties: { publicAccess: 'None' }
}

// A template can only make an unlocked policy; locking cannot be undone and is left to a person.
resource resultsPolicy 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2025-06-01' = if (!evidenceLocked) {
  parent: results
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: evidenceDays
    allowProtectedAppendWrites: false
  }
}

// A transcript grows block by block: without protected appends its second block would be refused.
resource transcriptsPolicy 'Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies@2025-06-01' = if (!evidenceLocked) {
  parent: transcripts
  name: 'default'
  properties: {
    immutabilityPeriodSinceCreationInDays: evidenceDays
    allowProtectedAppendWrites: true
  }
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource queues 'Microsoft.Storage/storageAccounts/queueServices/queues@2025-06-01' = [
  for queue in concat(workQueues, poisonQueues, [answerQueue]): {
    parent: queueService
    name: queue
  }
]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource appTables 'Microsoft.Storage/storageAccounts/tableServices/tables@2025-06-01' = [
  for table in tables: {
    parent: tableService
    name: table
  }
]

// Who read a result is evidence; who read a queue is the host, every ten seconds.
resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: blobs
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageRead', enabled: true }
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
  }
}

// The alert on poison messages reads these.
resource queueLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: queueService
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
  }
}

resource tableLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: tableService
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'StorageWrite', enabled: true }
      { category: 'StorageDelete', enabled: true }
    ]
  }
}

@description('Name of the account.')
output accountName string = account.name

@description('Where its services answer.')
output endpoints StorageEndpoints = {
  blob: 'https://${account.name}.blob.${suffix}'
  queue: 'https://${account.name}.queue.${suffix}'
  table: 'https://${account.name}.table.${suffix}'
}
