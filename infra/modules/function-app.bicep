metadata description = 'The function app on Flex Consumption, with every setting it reads.'

import { Identity, Schedules, StorageEndpoints, Tags } from 'types.bicep'

@description('Region.')
param location string

@description('Tags.')
param tags Tags

@description('Name of the function app.')
param appName string

@description('Name of its plan; a Flex Consumption plan carries one app.')
param planName string

@description('The identity that writes; the app also reaches its own storage and vault with it.')
param operator Identity

@description('The identity that only reads tenants.')
param reader Identity

@description('Where the account of the Functions host answers.')
param hostStorage StorageEndpoints

@description('Address of the container that holds the package.')
param packageContainerUri string

@description('Where the account of the app answers.')
param dataStorage StorageEndpoints

@description('Address of the vault.')
param vaultUri string

@description('Where telemetry is sent.')
param telemetryConnection string

@description('Resource id of the workspace that receives logs.')
param workspaceId string

@description('Memory of one instance.')
param instanceMemoryMB int

@description('How many instances may run.')
param maximumInstanceCount int

@description('When the timers fire.')
param schedules Schedules

@description('How long a worker holds a case without renewing its lease.')
param caseLeaseSeconds int

// Names and addresses, never secrets. This is the whole set: a deployment replaces all settings.
var settings = {
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'Authorization=AAD;ClientId=${operator.clientId}'
  APPLICATIONINSIGHTS_CONNECTION_STRING: telemetryConnection
  AzureWebJobsStorage__blobServiceUri: hostStorage.blob
  AzureWebJobsStorage__clientId: operator.clientId
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__queueServiceUri: hostStorage.queue
  AzureWebJobsStorage__tableServiceUri: hostStorage.table
  NIGHTSHIFT_AUDIT_SCHEDULE: schedules.audit
  NIGHTSHIFT_CASE_LEASE_SECONDS: string(caseLeaseSeconds)
  NIGHTSHIFT_CONNECTION_SCHEDULE: schedules.connection
  NIGHTSHIFT_KEY_VAULT_URI: vaultUri
  NIGHTSHIFT_QUOTA_SCHEDULE: schedules.quota
  NIGHTSHIFT_RELEASE_SCHEDULE: schedules.release
  NightshiftStorage__blobServiceUri: dataStorage.blob
  NightshiftStorage__clientId: operator.clientId
  NightshiftStorage__credential: 'managedidentity'
  NightshiftStorage__queueServiceUri: dataStorage.queue
  NightshiftStorage__tableServiceUri: dataStorage.table
}

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: planName
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { name: 'FC1', tier: 'FlexConsumption' }
  properties: { reserved: true }
}

resource app 'Microsoft.Web/sites@2024-11-01' = {
  name: appName
  location: location
  tags: tags
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${operator.resourceId}': {}
      '${reader.resourceId}': {}
    }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packageContainerUri
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: operator.resourceId
          }
        }
      }
      runtime: { name: 'python', version: '3.13' }
      scaleAndConcurrency: {
        instanceMemoryMB: instanceMemoryMB
        maximumInstanceCount: maximumInstanceCount
      }
    }
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      http20Enabled: true
      appSettings: map(items(settings), setting => { name: setting.key, value: setting.value })
    }
  }
}

// Basic publishing is a user name and a password: deployments sign in with Entra instead.
resource ftpPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'ftp'
  properties: { allow: false }
}

resource scmPublishing 'Microsoft.Web/sites/basicPublishingCredentialsPolicies@2024-11-01' = {
  parent: app
  name: 'scm'
  properties: { allow: false }
}

// The host's own log says why telemetry or storage cannot be reached, which telemetry cannot say.
resource appLogs 'Microsoft.Insights/diagnosticSettings@2021-05-01-preview' = {
  name: 'to-workspace'
  scope: app
  properties: {
    workspaceId: workspaceId
    logs: [
      { category: 'FunctionAppLogs', enabled: true }
    ]
  }
}

@description('Name of the function app.')
output appName string = app.name
