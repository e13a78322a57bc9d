metadata description = 'What the HR system may do: put requests, and take its answers.'

import { answerQueue, requestQueue } from '../names.bicep'
import { roleDefinition, roles } from '../roles.bicep'

@description('Object id of the HR system\'s service principal or managed identity.')
param principalId string

@description('Name of the account of the app.')
param dataAccountName string

resource dataAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: dataAccountName

  resource queueService 'queueServices' existing = {
    name: 'default'

    resource requests 'queues' existing = { name: requestQueue }

    resource answers 'queues' existing = { name: answerQueue }
  }
}

resource sender 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(dataAccount::queueService::requests.id, principalId, roles.queueMessageSender)
  scope: dataAccount::queueService::requests
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinition(roles.queueMessageSender)
  }
}

resource processor 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(dataAccount::queueService::answers.id, principalId, roles.queueMessageProcessor)
  scope: dataAccount::queueService::answers
  properties: {
    principalId: principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: roleDefinition(roles.queueMessageProcessor)
  }
}
