-- What has ended may begin again: it keeps nobody from being entered once more.
UPDATE ledger_entries SET unique_key = NULL WHERE status = 'ended';
