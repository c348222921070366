-- SQLite keeps the rows of some tables in the order of their key from here on. Here nothing changes.
SELECT 1;
