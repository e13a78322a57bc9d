metadata description = 'The account of the Functions host: leases, timer status, and the package.'

import { StorageEndpoints, Tags } from 'types.bicep'
import { hardened } from 'storage-account.bicep'

@description('Region.')
param location string

@description('Tags.')
param tags Tags

@description('Name of the account.')
param accountName string

@description('Resource id of the workspace that receives logs.')
param workspaceId string

var packageContainer = 'app-package'
var suffix = environment().suffixes.storage

// Apart from the data account: the host needs the broad role Blob Data Owner here, which must not
// reach the evidence. Nothing here may be immutable: the host rewrites its blobs.
resource account 'Microsoft.Storage/storageAccounts@2025-06-01' = {
  name: accountName
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: 'Standard_LRS' }
  properties: hardened
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2025-06-01' = {
  parent: account
  name: 'default'
}

resource package 'Microsoft.Storage/storageAccounts/blobServices/containers@2025-06-01' = {
  parent: blobs
  name: packageContainer
  properties: { publicAccess: 'None' }
}

// Who replaced the package is evidence, too.
resource blobLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: blobs
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

@description('Address of the container that holds the package.')
output packageContainerUri string = 'https://${account.name}.blob.${suffix}/${package.name}'
