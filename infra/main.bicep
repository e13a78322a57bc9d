metadata description = 'Nightshift: the function app, its identities, storage, vault and monitoring.'

// One resource group, given: in most companies it exists with its policies and budget, and whoever
// deploys then needs rights on that group alone.
targetScope = 'resourceGroup'

import { Schedules, StorageEndpoints, Tags } from 'modules/types.bicep'

@description('Region of every resource.')
param location string = resourceGroup().location

@description('First part of resource names.')
@minLength(2)
@maxLength(10)
param prefix string = 'nightshift'

@description('Who is written to when a message could not be processed.')
param alertEmail string

@description('Object id of the HR system\'s service principal: may send requests and read answers.')
param hrPrincipalId string?

@description('Object id of the group that may read results, transcripts and the state of cases.')
param reportReadersGroupId string?

@description('Redundancy of the account that holds cases and evidence.')
param dataStorageSku 'Standard_LRS' | 'Standard_ZRS' | 'Standard_GRS' | 'Standard_GZRS' = 'Standard_ZRS'

@description('For how many days after it was written evidence can be neither changed nor deleted.')
@minValue(1)
@maxValue(146000)
param evidenceDays int = 365

@description('True once the evidence policies were locked by hand; they are then left alone.')
param evidenceLocked bool = false

@description('For how many days logs are kept.')
@minValue(30)
@maxValue(730)
param logDays int = 90

@description('Memory of one instance.')
param instanceMemoryMB 512 | 2048 | 4096 = 2048

@description('How many instances may run; Exchange Online throttles each tenant long before.')
@minValue(1)
@maxValue(1000)
param maximumInstanceCount int = 40

@description('When the timers fire, in UTC.')
param schedules Schedules = {
  release: '0 * * * * *'
  quota: '0 0 1 * * *'
  audit: '0 0 4 * * *'
  connection: '0 30 3 * * *'
}

@description('How long a worker holds a case without renewing its lease.')
@minValue(60)
@maxValue(900)
param caseLeaseSeconds int = 120

@description('Further tags of every resource.')
param tags Tags = {}

var token = uniqueString(resourceGroup().id)
var allTags = union({ application: 'nightshift' }, tags)

module identities 'modules/identities.bicep' = {
  name: 'identities'
  params: {
    location: location
    tags: allTags
    operatorName: 'id-${prefix}-operator'
    readerName: 'id-${prefix}-reader'
  }
}

module monitoring 'modules/monitoring.bicep' = {
  name: 'monitoring'
  params: {
    location: location
    tags: allTags
    workspaceName: 'log-${prefix}-${token}'
    componentName: 'appi-${prefix}-${token}'
    logDays: logDays
  }
}

module hostStorage 'modules/host-storage.bicep' = {
  name: 'host-storage'
  params: {
    location: location
    tags: allTags
    accountName: 'sthost${token}'
    workspaceId: monitoring.outputs.workspaceId
  }
}

module dataStorage 'modules/data-storage.bicep' = {
  name: 'data-storage'
  params: {
    location: location
    tags: allTags
    accountName: 'stdata${token}'
    sku: dataStorageSku
    evidenceDays: evidenceDays
    evidenceLocked: evidenceLocked
    workspaceId: monitoring.outputs.workspaceId
  }
}

module keyVault 'modules/key-vault.bicep' = {
  name: 'key-vault'
  params: {
    location: location
    tags: allTags
    vaultName: 'kv-${token}'
    workspaceId: monitoring.outputs.workspaceId
  }
}

module operatorAccess 'modules/access/operator.bicep' = {
  name: 'access-operator'
  params: {
    principalId: identities.outputs.operator.principalId
    hostAccountName: hostStorage.outputs.accountName
    dataAccountName: dataStorage.outputs.accountName
    vaultName: keyVault.outputs.vaultName
    componentName: monitoring.outputs.componentName
  }
}

module hrAccess 'modules/access/hr.bicep' = if (hrPrincipalId != null) {
  name: 'access-hr'
  params: {
    principalId: hrPrincipalId!
    dataAccountName: dataStorage.outputs.accountName
  }
}

module reportReadersAccess 'modules/access/report-readers.bicep' = if (reportReadersGroupId != null) {
  name: 'access-report-readers'
  params: {
    groupId: reportReadersGroupId!
    dataAccountName: dataStorage.outputs.accountName
  }
}

module functionApp 'modules/function-app.bicep' = {
  name: 'function-app'
  params: {
    location: location
    tags: allTags
    appName: 'func-${prefix}-${token}'
    planName: 'plan-${prefix}-${token}'
    operator: identities.outputs.operator
    reader: identities.outputs.reader
    hostStorage: hostStorage.outputs.endpoints
    packageContainerUri: hostStorage.outputs.packageContainerUri
    dataStorage: dataStorage.outputs.endpoints
    vaultUri: keyVault.outputs.vaultUri
    telemetryConnection: monitoring.outputs.connectionString
    workspaceId: monitoring.outputs.workspaceId
    instanceMemoryMB: instanceMemoryMB
    maximumInstanceCount: maximumInstanceCount
    schedules: schedules
    caseLeaseSeconds: caseLeaseSeconds
  }
  // Its first start needs these roles; without them the host logs refusals until it is restarted.
  dependsOn: [
    operatorAccess
  ]
}

module alerts 'modules/alerts.bicep' = {
  name: 'alerts'
  params: {
    location: location
    tags: allTags
    actionGroupName: 'ag-${prefix}'
    email: alertEmail
    poisonAlertName: 'alert-${prefix}-poison'
    connectionAlertName: 'alert-${prefix}-connection'
    workspaceId: monitoring.outputs.workspaceId
  }
}

@description('Name of the function app, to which the package is deployed.')
output functionAppName string = functionApp.outputs.appName

@description('Client id of the identity that writes; `auth.operator.clientId` in tenants.yaml.')
output operatorClientId string = identities.outputs.operator.clientId

@description('Object id of the identity that writes; permissions in the tenant are granted to it.')
output operatorPrincipalId string = identities.outputs.operator.principalId

@description('Client id of the identity that only reads; `auth.reader.clientId` in tenants.yaml.')
output readerClientId string = identities.outputs.reader.clientId

@description('Object id of the identity that only reads; permissions are granted to it.')
output readerPrincipalId string = identities.outputs.reader.principalId

@description('Name of the account that holds queues, cases and evidence.')
output dataStorageName string = dataStorage.outputs.accountName

@description('Addresses of the services of that account.')
output dataStorageEndpoints StorageEndpoints = dataStorage.outputs.endpoints

@description('Name of the account of the Functions host.')
output hostStorageName string = hostStorage.outputs.accountName

@description('Name of the vault.')
output keyVaultName string = keyVault.outputs.vaultName

@description('Address of the vault.')
output keyVaultUri string = keyVault.outputs.vaultUri

@description('Name of the Log Analytics workspace.')
output workspaceName string = monitoring.outputs.workspaceName
