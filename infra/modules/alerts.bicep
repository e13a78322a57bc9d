metadata description = 'Who is told of messages that could not be processed, and of lost connections.'

import { Tags } from 'types.bicep'

@description('Region.')
param location string

@description('Tags.')
param tags Tags

@description('Name of the action group.')
param actionGroupName string

@description('Address that is written to.')
param email string

@description('Name of the alert on poison queues.')
param poisonAlertName string

@description('Name of the alert on connections.')
param connectionAlertName string

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

// The app writes this line once when a tenant's connection changes, not every night.
resource connectionAlert 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = {
  name: connectionAlertName
  location: location
  tags: tags
  kind: 'LogAlert'
  properties: {
    displayName: 'Nightshift: the connection of a tenant changed'
    description: 'A tenant lost or got back what the app needs. `nightshift doctor` says what to do.'
    severity: 2
    enabled: true
    scopes: [workspaceId]
    evaluationFrequency: 'PT5M'
    windowSize: 'PT30M'
    autoMitigate: true
    skipQueryValidation: true
    criteria: {
      allOf: [
        {
          query: '''
            FunctionAppLogs
            | where Level in ("Error", "Warning")
            | extend Change = extract(@"the connection of (.+ changed: .+)", 1, Message)
            | where isnotempty(Change)
          '''
          timeAggregation: 'Count'
          operator: 'GreaterThan'
          threshold: 0
          dimensions: [
            { name: 'Change', operator: 'Include', values: ['*'] }
          ]
          failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
        }
      ]
    }
    actions: { actionGroups: [actionGroup.id] }
  }
}
