-- The audit log is read by who acted and by what they acted on, newest first.
CREATE INDEX audit_log_by_account ON audit_log (account_id, position);
CREATE INDEX audit_log_by_subject ON audit_log (subject_id, position);
