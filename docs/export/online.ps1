# Writes what the mail flow of Exchange Online is made of into a folder, and changes nothing. The folder serves
# connection mailflow.hybrid.export of the Ansible collection mailflow.hybrid (docs/export.md).
#
# Run it in PowerShell after Connect-ExchangeOnline, as somebody with the role Global Reader:
#   .\online.ps1 -Folder C:\export\online
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

Save 'Get-AcceptedDomain' { Get-AcceptedDomain -ResultSize Unlimited -ErrorAction Stop }
Save 'Get-DkimSigningConfig' { Get-DkimSigningConfig -ErrorAction Stop }
SaveEach 'Get-DnssecStatusForVerifiedDomain' { Get-AcceptedDomain -ResultSize Unlimited | ForEach-Object { "$($_.DomainName)" } } { Get-DnssecStatusForVerifiedDomain -DomainName $args[0] -ErrorAction Stop }
Save 'Get-TransportConfig' { Get-TransportConfig -ErrorAction Stop }
Save 'Get-RemoteDomain' { Get-RemoteDomain -ResultSize Unlimited -ErrorAction Stop }
Save 'Get-HostedConnectionFilterPolicy' { Get-HostedConnectionFilterPolicy -ErrorAction Stop }
Save 'Get-ArcConfig' { Get-ArcConfig -ErrorAction Stop }
Save 'Get-InboundConnector' { Get-InboundConnector -ResultSize Unlimited -ErrorAction Stop }
Save 'Get-OrganizationRelationship' { Get-OrganizationRelationship -ErrorAction Stop }
Save 'Get-IntraOrganizationConnector' { Get-IntraOrganizationConnector -ErrorAction Stop }
Save 'Get-OutboundConnector' { Get-OutboundConnector -ResultSize Unlimited -ErrorAction Stop }
Save 'Get-OutboundConnector -IncludeTestModeConnectors' { Get-OutboundConnector -IncludeTestModeConnectors:$true -ErrorAction Stop }
Save 'Get-OutboundConnector -IsTransportRuleScoped' { Get-OutboundConnector -IsTransportRuleScoped:$true -ErrorAction Stop }
Save 'Get-OutboundConnector -IncludeTestModeConnectors -IsTransportRuleScoped' { Get-OutboundConnector -IncludeTestModeConnectors:$true -IsTransportRuleScoped:$true -ErrorAction Stop }
Save 'Get-TransportRule' { Get-TransportRule -ResultSize Unlimited -ErrorAction Stop }
Save 'Get-OnPremisesOrganization' { Get-OnPremisesOrganization -ErrorAction Stop }
SaveEach 'Get-SmtpDaneInboundStatus' { Get-AcceptedDomain -ResultSize Unlimited | ForEach-Object { "$($_.DomainName)" } } { Get-SmtpDaneInboundStatus -DomainName $args[0] -ErrorAction Stop }
Save 'Get-OrganizationConfig' { Get-OrganizationConfig -ErrorAction Stop }
