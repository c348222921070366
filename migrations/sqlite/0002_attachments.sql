-- What an account has sent lately: the quota of uploads that wait for their record.
CREATE INDEX attachments_by_account ON attachments (account_id, uploaded_at);
