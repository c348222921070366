-- Nothing is deleted: a 派出单位 or an industry that is given up has a last day.
ALTER TABLE units ADD COLUMN ended_on DATE;
ALTER TABLE industries ADD COLUMN ended_on DATE;
