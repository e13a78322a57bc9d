metadata description = 'What people on call may do: read results, transcripts and the state of cases.'

import { resultsContainer, tables, transcriptsContainer } from '../names.bicep'
import { roleDefinition, roles } from '../roles.bicep'

@description('Object id of their group.')
param groupId string

@description('Name of the account of the app.')
param dataAccountName string

var containers = [resultsContainer, transcriptsContainer]

resource dataAccount 'Microsoft.Storage/storageAccounts@2025-06-01' existing = {
  name: dataAccountName

  resource tableService 'tableServices' existing = {
    name: 'default'

    resource appTables 'tables' existing = [for table in tables: { name: table }]
  }

  resource blobService 'blobServices' existing = {
    name: 'default'

    resource evidence 'containers' existing = [for container in containers: { name: container }]
  }
}

resource containerRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (container, i) in containers: {
    name: guid(dataAccount::blobService::evidence[i].id, groupId, roles.blobDataReader)
    scope: dataAccount::blobService::evidence[i]
    properties: {
      principalId: groupId
      principalType: 'Group'
      roleDefinitionId: roleDefinition(roles.blobDataReader)
    }
  }
]

resource tableRoles 'Microsoft.Authorization/roleAssignments@2022-04-01' = [
  for (table, i) in tables: {
    name: guid(dataAccount::tableService::appTables[i].id, groupId, roles.tableDataReader)
    scope: dataAccount::tableService::appTables[i]
    properties: {
      principalId: groupId
      principalType: 'Group'
      roleDefinitionId: roleDefinition(roles.tableDataReader)
    }
  }
]
