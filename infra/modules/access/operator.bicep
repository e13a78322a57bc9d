metadata description = 'What the operator identity may do in Azure. The reader identity may do nothing.'

import {
  answerQueue
  poisonQueues
  resultsContainer
  tables
  transcriptsContainer
  workContainer
  workQueues
} from '../names.bicep'
import { roleDefinition, roles } from '../roles.bicep'

@description('Object id of the identity.')
param principalId string

@description('Name of the account of the Functions host.')
param hostAccountName string

@description('Name of the account of the app.')
param dataAccountName string

@description('Name of the vault.')
param vaultName string

@description('Name of the Application Insights component.')
param componentName string

var ownQueues = concat(workQueues, poisonQueues)
var containers = [resultsContainer, transcriptsContainer, workContainer]

resource hostAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: hostAccountName
}

// The host makes its own containers, and writes diagnostic events to a table it makes itself.
resource hostRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for role in [roles.blobDataOwner, roles.tableDataContributor]: {
    name: guid(hostAccount.id, principalId, role)
    scope: hostAccount
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleDefinition(role)
    }
  }
]

resource dataAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: dataAccountName

  resource queueService 'queueServices' existing = {
    name: 'default'

    resource queues 'queues' existing = [for queue in ownQueues: { name: queue }]

    resource answers 'queues' existing = { name: answerQueue }
  }

  resource tableService 'tableServices' existing = {
    name: 'default'

    resource appTables 'tables' existing = [for table in tables: { name: table }]
  }

  resource blobService 'blobServices' existing = {
    name: 'default'

    resource appContainers 'containers' existing = [
      for container in containers: { name: container }
    ]
  }
}

// Contributor, because a trigger renews its lease (update) and fills the poison queue (add): Message
// Processor may do neither.
resource queueRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (queue, i) in ownQueues: {
    name: guid(dataAccount::queueService::queues[i].id, principalId, roles.queueDataContributor)
    scope: dataAccount::queueService::queues[i]
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleDefinition(roles.queueDataContributor)
    }
  }
]

resource answerRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(dataAccount::queueService::answers.id, principalId, roles.queueMessageSender)
  scope: dataAccount::queueService::answers
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinition(roles.queueMessageSender)
  }
}

resource tableRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (table, i) in tables: {
    name: guid(dataAccount::tableService::appTables[i].id, principalId, roles.tableDataContributor)
    scope: dataAccount::tableService::appTables[i]
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleDefinition(roles.tableDataContributor)
    }
  }
]

resource containerRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, i) in containers: {
    name: guid(
      dataAccount::blobService::appContainers[i].id,
      principalId,
      roles.blobDataContributor
    )
    scope: dataAccount::blobService::appContainers[i]
    properties: {
      principalId: principalId
      principalType: 'ServicePrincipal'
      roleDefinitionId: roleDefinition(roles.blobDataContributor)
    }
  }
]

resource vault 'Microsoft.KeyVault/vaults@2026-02-01' existing = {
  name: vaultName
}

// A certificate's private key is read as the secret of the same name.
resource vaultRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, principalId, roles.keyVaultSecretsUser)
  scope: vault
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinition(roles.keyVaultSecretsUser)
  }
}

resource component 'Microsoft.Insights/components@2020-02-02' existing = {
  name: componentName
}

resource telemetryRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(component.id, principalId, roles.monitoringMetricsPublisher)
  scope: component
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinition(roles.monitoringMetricsPublisher)
  }
}
