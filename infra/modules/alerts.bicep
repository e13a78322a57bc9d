metadata description = 'Who is told when a message could not be processed.'

import { Tags } from 'types.bicep'

@description('Region.')
param location string

@description('Tags.')
param tags Tags

@description('Name of the action group.')
param actionGroupName string

@description('Address that is written to.')
param email string

@description('Name of the alert.')
param poisonAlertName string

@description('Resource id of the workspace that is queried.')
param workspaceId string

resource actionGroup 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: actionGroupName
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'nightshift'
    enabled: true
    emailReceivers: [
      { name: 'on-call', emailAddress: email, useCommonAlertSchema: true }
    ]
  }
}

// Storage has no metric for a single queue, so the log of what was put there is read instead. The
// window is wider than the interval because these logs arrive some minutes late.
resource poisonAlert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: poisonAlertName
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Nightshift: a message could not be processed'
    description: 'A poison queue received a message. `nightshift poison list` shows it with its reason.'
    severity: 1
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT30M'
    autoMitigate: true
    // The table exists only once the first log has arrived.
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: '''
            StorageQueueLogs
            | where OperationName == "PutMessage"
            | extend Queue = extract(@"/([a-z0-9-]+-poison)/", 1, Uri)
            | where isnotempty(Queue)
          '''
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            { name: 'Queue', operator: 'Include', values: ['*'] }
          ]
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [actionGroup.id] }
  }
}
