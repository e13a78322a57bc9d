@export()
@description('A user-assigned identity, in the three ways in which it is named.')
type Identity = {
  @description('Where it stands in Azure Resource Manager.')
  resourceId: string

  @description('How the app asks for its tokens.')
  clientId: string

  @description('How roles and permissions are granted to it.')
  principalId: string
}

@export()
@description('Where the services of a storage account answer.')
type StorageEndpoints = {
  @description('Blobs.')
  blob: string

  @description('Queues.')
  queue: string

  @description('Tables.')
  table: string
}

@export()
@description('When the timers fire: NCRONTAB of six fields, in UTC.')
type Schedules = {
  @description('Starts due cases, revives stalled ones, sends pending answers.')
  release: string

  @description('Starts the night\'s quota runs.')
  quota: string

  @description('Starts the morning\'s audit runs.')
  audit: string

  @description('Starts the checks of each tenant\'s connection.')
  connection: string
}

@export()
@description('Tags of a resource.')
type Tags = {
  @description('Any tag.')
  *: string
}
