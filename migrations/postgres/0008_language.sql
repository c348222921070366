-- The language a person reads the pages in. What people write stays as they wrote it.
ALTER TABLE accounts ADD COLUMN language TEXT NOT NULL DEFAULT 'zh-CN' CHECK (language IN ('zh-CN', 'en'));
