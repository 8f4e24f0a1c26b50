# Runs the assistant on Windows from start-up on, as a scheduled task without a window. In PowerShell as administrator:
#
#   powershell -ExecutionPolicy Bypass -File deploy\cchc-task.ps1 -Folder C:\cchc
#
# Folder holds the checkout with its .venv, config.toml and the data. Stop: Stop-ScheduledTask cchc. Remove: -Remove.
param(
    [string]$Folder = "C:\cchc",
    [string]$Name = "cchc",
    [switch]$Remove
)
$ErrorActionPreference = "Stop"

if ($Remove) {
    Unregister-ScheduledTask -TaskName $Name -Confirm:$false
    exit
}
$python = Join-Path $Folder ".venv\Scripts\pythonw.exe"
if (-not (Test-Path $python)) {
    throw "Không thấy $python. Xin cài trước theo docs\operating.md, rồi chạy lại với -Folder đúng chỗ."
}
# The log goes beside the data; pythonw has no window to write to.
$log = Join-Path $Folder "cchc.log"
$command = "/c `"`"$python`" -m bot --config `"$Folder\config.toml`" serve 2>> `"$log`"`""
$action = New-ScheduledTaskAction -Execute "cmd.exe" -Argument $command -WorkingDirectory $Folder
$trigger = New-ScheduledTaskTrigger -AtStartup
$settings = New-ScheduledTaskSettingsSet -RestartCount 999 -RestartInterval (New-TimeSpan -Minutes 1) `
    -ExecutionTimeLimit ([TimeSpan]::Zero) -StartWhenAvailable -MultipleInstances IgnoreNew
# An account that may do little more than this.
$account = New-ScheduledTaskPrincipal -UserId "NT AUTHORITY\LOCAL SERVICE" -LogonType ServiceAccount
icacls $Folder /grant "*S-1-5-19:(OI)(CI)M" | Out-Null
Register-ScheduledTask -TaskName $Name -Action $action -Trigger $trigger -Settings $settings -Principal $account -Force | Out-Null
Start-ScheduledTask -TaskName $Name
Write-Output "Đã bật tác vụ $Name. Mở http://127.0.0.1:8080; nhật ký ở $log."
