metadata description = 'The two identities of the app: one writes, one only reads.'

import { Identity, Tags } from 'types.bicep'

@description('Region.')
param location string

@description('Tags.')
param tags Tags

@description('Name of the identity that writes; the app also reaches its own storage with it.')
param operatorName string

@description('Name of the identity that only reads tenants.')
param readerName string

// User-assigned: their ids are known before the app exists, so roles and consent can precede it,
// and they outlive it.
resource operatorIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: operatorName
  location: location
  tags: tags
}

resource readerIdentity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: readerName
  location: location
  tags: tags
}

@description('The identity that writes.')
output operator Identity = {
  resourceId: operatorIdentity.id
  clientId: operatorIdentity.properties.clientId
  principalId: operatorIdentity.properties.principalId
}

@description('The identity that only reads.')
output reader Identity = {
  resourceId: readerIdentity.id
  clientId: readerIdentity.properties.clientId
  principalId: readerIdentity.properties.principalId
}
