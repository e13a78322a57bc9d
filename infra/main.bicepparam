using 'main.bicep'

// An example: put your own address here, and your own ids where you want the optional access.
param alertEmail = 'on-call@contoso.com'

// param hrPrincipalId = '00000000-0000-0000-0000-000000000000'
// param reportReadersGroupId = '00000000-0000-0000-0000-000000000000'
