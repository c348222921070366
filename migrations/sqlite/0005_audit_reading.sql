-- The audit log is read by who acted, newest first.
CREATE INDEX audit_log_by_account ON audit_log (account_id, position);
