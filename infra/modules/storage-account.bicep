// What both storage accounts have in common.

@export()
@description('Tokens over TLS are the only way in: no account key, no anonymous read, no local user.')
var hardened = {
  accessTier: 'Hot'
  allowBlobPublicAccess: false
  allowCrossTenantReplication: false
  allowedCopyScope: 'AAD'
  allowSharedKeyAccess: false
  defaultToOAuthAuthentication: true
  isLocalUserEnabled: false
  minimumTlsVersion: 'TLS1_2'
  publicNetworkAccess: 'Enabled'
  supportsHttpsTrafficOnly: true
  // Encryption can be chosen at creation only, so what a stricter rule may ask for later is on now.
  encryption: {
    keySource: 'Microsoft.Storage'
    requireInfrastructureEncryption: true
    services: {
      queue: { keyType: 'Account' }
      table: { keyType: 'Account' }
    }
  }
}
