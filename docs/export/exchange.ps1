# Writes what the mail flow of Exchange Server is made of into a folder, and changes nothing. The folder serves
# connection mailflow.hybrid.export of the Ansible collection mailflow.hybrid (docs/export.md).
#
# Run it in the Exchange Management Shell of one of the servers, as a member of View-Only Organization Management:
#   .\exchange.ps1 -Folder C:\export\exchange
#
# Made from the kinds that the collection knows (python tools/export_scripts.py).
param([Parameter(Mandatory = $true)] [string] $Folder)
New-Item -ItemType Directory -Force -Path $Folder | Out-Null

# A list, even an empty one, so that "there is none" can be told from "it was not asked".
function Save([string] $Name, [scriptblock] $Get) {
    try { $shown = @(& $Get) } catch { Write-Warning "$Name was not exported: $_"; return }
    Export-Clixml -Depth 5 -InputObject $shown -Path (Join-Path $Folder "$Name.xml")
}

# What one call tells of one name only is marked with that name.
function SaveEach([string] $Name, [scriptblock] $Names, [scriptblock] $One) {
    Save $Name {
        foreach ($asked in @(& $Names)) {
            try { & $One $asked | Add-Member AskedFor "$asked" -PassThru -Force }
            catch { Write-Warning "$Name of $asked was not exported: $_" }
        }
    }
}

Save 'Get-AcceptedDomain' { Get-AcceptedDomain -ErrorAction Stop }
Save 'Get-EmailAddressPolicy' { Get-EmailAddressPolicy -ErrorAction Stop }
Save 'Get-OrganizationConfig' { Get-OrganizationConfig -ErrorAction Stop }
Save 'Get-TransportConfig' { Get-TransportConfig -ErrorAction Stop }
SaveEach 'Get-TransportService' { Get-ExchangeServer | Where-Object { "$($_.ServerRole)" -match 'Mailbox' } | ForEach-Object { $_.Name } } { Get-TransportService -Identity $args[0] -ErrorAction Stop }
SaveEach 'Get-FrontendTransportService' { Get-ExchangeServer | Where-Object { "$($_.ServerRole)" -match 'Mailbox' } | ForEach-Object { $_.Name } } { Get-FrontendTransportService -Identity $args[0] -ErrorAction Stop }
Save 'Get-RemoteDomain' { Get-RemoteDomain -ErrorAction Stop }
Save 'Get-EdgeSubscription' { Get-EdgeSubscription -ErrorAction Stop }
SaveEach 'Get-ExchangeCertificate' { Get-ExchangeServer | Where-Object { "$($_.ServerRole)" -match 'Mailbox' } | ForEach-Object { $_.Name } } { Get-ExchangeCertificate -Server $args[0] -ErrorAction Stop }
SaveEach 'Get-ReceiveConnector' { Get-ExchangeServer | Where-Object { "$($_.ServerRole)" -match 'Mailbox' } | ForEach-Object { $_.Name } } { Get-ReceiveConnector -Server $args[0] -ErrorAction Stop }
Save 'Get-OrganizationRelationship' { Get-OrganizationRelationship -ErrorAction Stop }
Save 'Get-IntraOrganizationConnector' { Get-IntraOrganizationConnector -ErrorAction Stop }
Save 'Get-HybridConfiguration' { Get-HybridConfiguration -ErrorAction Stop }
Save 'Get-SendConnector' { Get-SendConnector -ErrorAction Stop }
Save 'Get-TransportRule' { Get-TransportRule -ResultSize Unlimited -ErrorAction Stop }
SaveEach 'Get-ADPermission' { & { Get-ReceiveConnector; Get-SendConnector } | ForEach-Object { $_.DistinguishedName } } { Get-ADPermission -Identity $args[0] -ErrorAction Stop }
