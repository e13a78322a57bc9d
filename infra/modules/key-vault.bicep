metadata description = 'The vault for certificates of tenants that are not reached by managed identity.'

import { Tags } from 'types.bicep'

@description('Region.')
param location string

@description('Tags.')
param tags Tags

@description('Name of the vault.')
param vaultName string

@description('Resource id of the workspace that receives logs.')
param workspaceId string

// Older API versions retire on 27 February 2027.
resource vault 'Microsoft.KeyVault/vaults@2026-02-01' = {
  name: vaultName
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enableSoftDelete: true
    softDeleteRetentionInDays: 90
    enablePurgeProtection: true
    publicNetworkAccess: 'Enabled'
  }
}

resource vaultLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: vault
  properties: {
    workspaceId: workspaceId
    logs: [
      { categoryGroup: 'audit', enabled: true }
    ]
  }
}

@description('Name of the vault.')
output vaultName string = vault.name

@description('Address of the vault.')
output vaultUri string = vault.properties.vaultUri
